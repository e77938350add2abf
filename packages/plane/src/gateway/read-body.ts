// Bodies of requests: whole under a limit, or piece by piece at the pace of whoever reads them. Callers who stop sending
// are not waited for. Knows no protocol.
import type { IncomingMessage } from 'node:http'
import { AwsFault } from '@hostler/wire/aws-fault'

/** A caller that waits for a sign before it sends its body (`Expect: 100-continue`) gets it from `accept`. */
export interface UnreadBody {
  readonly incoming: IncomingMessage
  accept(): void
}

/** The whole body. A body that is announced or found to be larger ends the call with 413, a slow one with 408. */
export function readBody(
  body: UnreadBody,
  { limitBytes, timeoutMs }: { readonly limitBytes: number; readonly timeoutMs: number },
): Promise<Buffer> {
  const { incoming } = body
  if (Number(incoming.headers['content-length'] ?? 0) > limitBytes) return Promise.reject(tooLarge(limitBytes))
  body.accept()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    const timer = setTimeout(() => {
      incoming.pause()
      reject(new AwsFault('RequestTimeout', 408, `The request was not complete within ${timeoutMs / 1000} seconds.`))
    }, timeoutMs)
    incoming.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length
      if (sizeBytes > limitBytes) {
        incoming.pause()
        clearTimeout(timer)
        reject(tooLarge(limitBytes))
      } else chunks.push(chunk)
    })
    incoming.on('end', () => {
      clearTimeout(timer)
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    })
    incoming.on('error', reject)
    incoming.on('close', () => {
      clearTimeout(timer)
      if (!incoming.complete) reject(hungUp())
    })
  })
}

/** The body as it comes. Whoever stops reading leaves the rest unread; a caller may be silent for so long. */
export async function* streamBody(body: UnreadBody, idleMs: number): AsyncGenerator<Buffer> {
  body.accept()
  const { incoming } = body
  const chunks = incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  for (;;) {
    const { done, value } = await within(idleMs, chunks.next())
    if (done) break
    yield value
  }
  if (!incoming.complete) throw hungUp()
}

function within<T>(timeoutMs: number, wanted: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(idle()), timeoutMs)
    wanted.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function hungUp(): Error {
  return new Error('the caller hung up before the request was whole')
}

function idle(): AwsFault {
  const message =
    'Your socket connection to the server was not read from or written to within the timeout period. ' +
    'Idle connections will be closed.'
  return new AwsFault('RequestTimeout', 400, message)
}

function tooLarge(limitBytes: number): AwsFault {
  return new AwsFault('RequestEntityTooLargeException', 413, `Request body is larger than ${limitBytes} bytes.`)
}
