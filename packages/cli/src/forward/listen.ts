import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { CommandError } from '../output/failure.ts'
import { type LocalAddress, showAddress } from './forward-spec.ts'

export interface Listener {
  /** The port that was free where 0 was asked for. */
  readonly port: number
  close(): void
}

/** Accepts connections on this machine. Each of their directions ends by itself. */
export async function listen({ address, port }: LocalAddress, accepted: (socket: Socket) => void): Promise<Listener> {
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, accepted)
  try {
    await once(server.listen({ host: address, port }), 'listening')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const why = { EADDRINUSE: 'it is in use', EACCES: 'that needs more rights' }[code] ?? message
    throw new CommandError(`Cannot listen on ${showAddress({ host: address, port })}: ${why}`)
  }
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}
