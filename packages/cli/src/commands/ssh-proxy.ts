// `hostler ssh-proxy`: what `ProxyCommand` of ssh runs: standard input and output are a connection to a port of a node.
import { Duplex } from 'node:stream'
import type { Clients } from '../aws/clients.ts'
import { exitCodes } from '../exit-codes.ts'
import { readPort } from '../forward/forward-spec.ts'
import { connectionRequest, type PortRequestOptions } from '../forward/port-request.ts'
import { startPortSession } from '../forward/port-session.ts'
import { CommandError } from '../output/failure.ts'
import { harmlessLines } from '../output/harmless-text.ts'
import { onEndingSignal } from '../session/session-signals.ts'
import { findTarget } from '../session/target.ts'

/** After the end of the input, the host may still answer; when it is silent for so long, that was all. */
const lastWordsMs = 1000

/** Resolves when the connection has ended. */
export async function sshProxy(
  clients: Clients,
  targetText: string,
  portText: string,
  options: PortRequestOptions,
): Promise<void> {
  const port = readPort(portText)
  if (port === undefined) throw new CommandError(`'${portText}' is no port`, exitCodes.usage)
  const client = await clients.ssm()
  const { id } = await findTarget(client, targetText)
  const session = await startPortSession(client, connectionRequest(id, port, options), {
    message: text => void process.stderr.write(`${harmlessLines(text)}\n`),
  })
  const leave = () => void session.end()
  onEndingSignal(leave)
  session.carry(standardStreams(leave))
  const why = await session.ended
  process.stdin.destroy()
  if (why !== '') throw new CommandError(why, exitCodes.lost)
}

/** Standard input and output as a connection. @param over called when neither has more to say */
function standardStreams(over: () => void): Duplex {
  const { stdin, stdout } = process
  let timer: NodeJS.Timeout | undefined
  const connection = new Duplex({
    read: () => void stdin.resume(),
    write(bytes: Buffer, _encoding, taken) {
      timer?.refresh()
      stdout.write(bytes, taken)
    },
  })
  stdin.on('data', (bytes: Buffer) => connection.push(bytes) || stdin.pause())
  stdin.on('end', () => (timer = setTimeout(over, lastWordsMs)))
  stdin.on('error', over)
  // Whoever read the answer has gone.
  stdout.on('error', over)
  return connection
}
