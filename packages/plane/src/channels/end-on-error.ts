import type { Duplex } from 'node:stream'

/**
 * Nobody else listens until a connection is a WebSocket: a caller that hangs up before that must not end the plane. A
 * function for all of them: one made beside a request would keep that in memory as long as the connection.
 */
export function endOnError(socket: Duplex): void {
  socket.on('error', end)
}

function end(this: Duplex): void {
  this.destroy()
}
