// The fabric's program: a process of its own in the network namespace that all hosts' cables end in. It listens where
// hosts look for their metadata and for the plane, and passes every connection on to the plane's socket in its working
// directory, so that the plane may restart while hosts run on. It reads nothing of what it passes on.
// Arguments: gateway address, HTTP port, HTTPS port. Writes `ready` when it listens.
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { formatProxyPreface } from './proxy-preface.ts'

const metadataEndpoint = { host: '169.254.169.254', port: 80 }
const socketPath = './plane.sock'
const recordPath = './fabric.json'
// One host must not use up the connections of all.
const connectionsPerHost = 512
const recordCheckMs = 60_000

const connections = new Map<string, number>()

function passOn(host: Socket): void {
  const source = host.remoteAddress ?? ''
  const count = (connections.get(source) ?? 0) + 1
  if (count > connectionsPerHost) return void host.destroy()
  connections.set(source, count)

  const plane = connect({ path: socketPath, allowHalfOpen: true })
  const addresses = [host.localAddress, host.localPort, host.remotePort]
  plane.write(
    formatProxyPreface({
      source,
      destination: String(addresses[0]),
      sourcePort: Number(addresses[2]),
      destinationPort: Number(addresses[1]),
    }),
  )
  host.setNoDelay(true)
  host.pipe(plane)
  plane.pipe(host)
  host.on('error', () => plane.destroy())
  plane.on('error', () => host.destroy())
  plane.on('close', () => host.destroy())
  host.on('close', () => {
    plane.destroy()
    const left = (connections.get(source) ?? 1) - 1
    if (left > 0) connections.set(source, left)
    else connections.delete(source)
  })
}

async function listen(endpoint: { host: string; port: number }): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, passOn)
  server.listen(endpoint)
  await once(server, 'listening')
}

const [gateway = '', httpPort, httpsPort] = process.argv.slice(2)
await listen(metadataEndpoint)
for (const port of new Set([httpPort, httpsPort])) await listen({ host: gateway, port: Number(port) })
process.stdout.write('ready\n')

// A fabric whose data folder was removed serves no one any more.
let seen = false
setInterval(() => {
  const recorded = existsSync(recordPath)
  if (seen && !recorded) process.exit(0)
  seen ||= recorded
}, recordCheckMs)
