// Load over raw keep-alive sockets: the client must cost less than any server it measures. Requests are prepared
// beforehand, byte for byte, and sent round and round; each connection has one request under way at a time.
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

/** What one stretch of load showed. */
export interface LoadResult {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly count: number
}

/** Gives the next request to send. */
export type RequestSource = () => Buffer

const maxSamples = 1_000_000

/** Sends requests over so many connections for so long. Rejects when an answer is not 200. */
export async function runLoad(
  port: number,
  next: RequestSource,
  { connections, durationMs }: { readonly connections: number; readonly durationMs: number },
): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(port)))
  const latencies = new Float64Array(maxSamples)
  let count = 0
  const start = performance.now()
  const end = start + durationMs
  const relax = stayAwake()
  await Promise.all(
    sockets.map(socket =>
      exchangeUntil(end, socket, next, latencyMs => {
        if (count < maxSamples) latencies[count] = latencyMs
        count++
      }),
    ),
  )
  const seconds = (performance.now() - start) / 1000
  relax()
  for (const socket of sockets) socket.destroy()
  const sorted = latencies.subarray(0, Math.min(count, maxSamples)).sort()
  return { requestsPerSecond: count / seconds, p50Ms: at(sorted, 0.5), p99Ms: at(sorted, 0.99), count }
}

/** Sends one request and gives the body of its answer. Rejects when the answer is not 200. */
export async function callOnce(port: number, request: Buffer): Promise<Buffer> {
  const socket = await openSocket(port)
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      readAnswers(socket, resolve, reject)
      socket.write(request)
    })
  } finally {
    socket.destroy()
  }
}

/**
 * Keeps this process from sleeping until the returned function is called. On one machine a server's write has to wake
 * a client that sleeps, which costs the server more than its answer and would be held against the slower one only:
 * a fast server finds the client awake. Clients elsewhere are not woken by servers at all.
 */
function stayAwake(): () => void {
  let awake = true
  const spin = () => void (awake && setImmediate(spin))
  spin()
  return () => {
    awake = false
  }
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return socket
}

function exchangeUntil(
  end: number,
  socket: Socket,
  next: RequestSource,
  note: (latencyMs: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = performance.now()
    function answered() {
      const now = performance.now()
      note(now - sentAt)
      if (now >= end) return resolve()
      sentAt = now
      socket.write(next())
    }
    readAnswers(socket, answered, reject)
    socket.write(next())
  })
}

/** Calls `answered` with the body of each complete answer. Knows only answers with a Content-Length. */
function readAnswers(socket: Socket, answered: (body: Buffer) => void, failed: (error: Error) => void): void {
  let held: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    const headEnd = held.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = held.toString('latin1', 0, headEnd)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (held.length < headEnd + 4 + length) return
    const body = held.subarray(headEnd + 4, headEnd + 4 + length)
    held = Buffer.alloc(0)
    if (head.startsWith('HTTP/1.1 200 ')) answered(body)
    else failed(new Error(`${head.slice(0, head.indexOf('\r\n'))}: ${body.toString()}`))
  })
  socket.on('error', failed)
  socket.on('close', () => failed(new Error('the server closed the connection')))
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
