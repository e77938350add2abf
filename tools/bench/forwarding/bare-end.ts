// One end of a bare forwarder: TCP on this side, binary messages of a WebSocket on the other, and nothing in between.
// `listen URL` accepts the connections, `connect URL PORT` makes them. One at a time, a WebSocket for each.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { WebSocket } from 'ws'

const highWaterBytes = 1024 * 1024
const [mode, url = '', port] = process.argv.slice(2)
let key = 0

function join(socket: Socket, channel: WebSocket): void {
  const resume = () => channel.bufferedAmount < highWaterBytes / 2 && socket.resume()
  socket.on('data', (bytes: Buffer) => {
    channel.send(bytes, resume)
    if (channel.bufferedAmount > highWaterBytes) socket.pause()
  })
  channel.on('message', (bytes: Buffer) => {
    if (!socket.write(bytes)) channel.pause()
  })
  socket.on('drain', () => channel.resume())
  socket.on('close', () => channel.close())
  socket.on('error', () => channel.terminate())
  channel.on('close', () => socket.destroy())
  channel.on('error', () => socket.destroy())
}

function openChannel(side: string, opened: (channel: WebSocket) => void): void {
  const channel = new WebSocket(`${url}/${side}/${key++}`, { perMessageDeflate: false })
  channel.once('open', () => opened(channel))
}

/** The host's end dials when the client's first bytes are there. */
function awaitConnection(): void {
  openChannel('host', channel => {
    const early: Buffer[] = []
    const keep = (bytes: Buffer) => early.push(bytes)
    channel.on('message', keep).once('message', () => {
      // A paused channel still hands on what it has read.
      channel.pause()
      const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true }, () => {
        channel.off('message', keep)
        for (const bytes of early) socket.write(bytes)
        join(socket, channel)
        channel.resume()
      })
      awaitConnection()
    })
  })
}

if (mode === 'connect') {
  awaitConnection()
  console.log('http://127.0.0.1:1 ')
} else {
  const server = createServer({ noDelay: true, pauseOnConnect: true }, socket => {
    openChannel('client', channel => {
      join(socket, channel)
      socket.resume()
    })
  })
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port} `))
}
process.once('SIGINT', () => process.exit(0))
