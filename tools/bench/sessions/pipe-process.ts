// What the relay is compared with: the least that a process with two WebSockets can do. `/host/KEY` and `/client/KEY`
// are joined; messages are passed on as they come, and a side that does not take them holds the other.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

const highWaterBytes = 128 * 1024
const waiting = new Map<string, WebSocket>()
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })

sockets.on('connection', (socket, { url = '' }) => {
  const [, side = '', key = ''] = url.split('/')
  const other = waiting.get(`${side === 'host' ? 'client' : 'host'}/${key}`)
  if (!other) {
    waiting.set(`${side}/${key}`, socket)
    // What comes before the other side waits in the network.
    socket.pause()
    return
  }
  join(socket, other)
  join(other, socket)
  other.resume()
})

function join(from: WebSocket, to: WebSocket): void {
  const resume = () => from.isPaused && to.bufferedAmount < highWaterBytes / 2 && from.resume()
  from.on('message', (data: Buffer) => {
    to.send(data, resume)
    if (to.bufferedAmount > highWaterBytes) from.pause()
  })
  from.on('close', () => to.terminate())
  from.on('error', () => to.terminate())
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port} `))
process.once('SIGINT', () => process.exit(0))
