// `hostler forward`: listens here, and leads what connects to addresses that a managed node can reach.
import type { Socket } from 'node:net'
import type { Clients } from '../aws/clients.ts'
import { exitCodes } from '../exit-codes.ts'
import { DynamicForwards } from '../forward/dynamic-forwards.ts'
import { Forward, type ForwardEvent, type ForwardParts, type Report } from '../forward/forward.ts'
import { type ForwardSpec, parseForward, parseLocalAddress, showAddress } from '../forward/forward-spec.ts'
import { listen, type Listener } from '../forward/listen.ts'
import { CommandError } from '../output/failure.ts'
import { harmlessLines } from '../output/harmless-text.ts'
import { print } from '../output/terminal.ts'
import { onEndingSignal } from '../session/session-signals.ts'
import { findTarget, type Target } from '../session/target.ts'

export interface ForwardOptions {
  /** Local addresses of SOCKS5 proxies. */
  readonly socks?: readonly string[]
  readonly document?: string
  readonly reason?: string
  readonly json?: boolean
}

/** Resolves when a signal has ended it. Rejects when the first session of a destination cannot be started. */
export async function forward(
  clients: Clients,
  targetText: string,
  texts: readonly string[],
  options: ForwardOptions,
): Promise<void> {
  const specs = texts.map(parseForward)
  const proxies = (options.socks ?? []).map(parseLocalAddress)
  if (specs.length + proxies.length === 0) {
    throw new CommandError('Say what to forward: PORT:HOST:PORT, or --socks PORT.', exitCodes.usage)
  }
  const client = await clients.ssm()
  const target = await findTarget(client, targetText)
  const report = options.json ? reportJson : reportText(target)
  const { document, reason } = options
  const close = await openAll({ client, nodeId: target.id, report, document, reason }, specs, proxies)
  await new Promise<void>(onEndingSignal)
  await close()
}

/** Resolves when all ports are open, to what closes them. */
async function openAll(
  parts: ForwardParts,
  specs: readonly ForwardSpec[],
  proxies: readonly ForwardSpec['local'][],
): Promise<() => Promise<void>> {
  const listeners: Listener[] = []
  const forwards = specs.map(({ destination }) => new Forward(parts, destination))
  const dynamic = new DynamicForwards(parts)
  const doors = [
    ...specs.map(({ local, destination }, place) => ({
      local,
      destination: showAddress(destination),
      accept: (socket: Socket) => forwards[place]!.carry(socket),
    })),
    ...proxies.map(local => ({ local, destination: 'socks', accept: (socket: Socket) => dynamic.accept(socket) })),
  ]
  const close = async () => {
    for (const listener of listeners) listener.close()
    await Promise.all([dynamic.end(), ...forwards.map(each => each.end())])
  }
  try {
    // The sessions first: whoever is not allowed them hears that before anything listens.
    await Promise.all(forwards.map(each => each.session()))
    for (const { local, destination, accept } of doors) {
      const listener = await listen(local, socket => void accept(socket))
      listeners.push(listener)
      parts.report({ event: 'listening', address: local.address, port: listener.port, destination })
    }
    return close
  } catch (error) {
    await close()
    throw error
  }
}

function reportJson(event: ForwardEvent): void {
  print(JSON.stringify({ at: new Date().toISOString(), ...event }))
}

function reportText({ id }: Target): Report {
  return event => {
    const line = lineOf(event, id)
    if (line !== undefined) print(harmlessLines(line))
  }
}

function lineOf(event: ForwardEvent, nodeId: string): string | undefined {
  switch (event.event) {
    case 'listening': {
      const where = event.destination === 'socks' ? 'where SOCKS5 clients say' : `to ${event.destination}`
      return `${showAddress({ host: event.address, port: event.port })} leads ${where}, from ${nodeId}`
    }
    case 'session-started':
      return `Session ${event.session} for ${event.destination}`
    case 'session-ended':
      return `Session ${event.session} has ended${event.why && `: ${event.why}`}. The next connection starts another.`
    case 'session-failed':
      return `No session for ${event.destination}: ${event.why}`
    case 'refused':
      return `${nodeId} has no connection to ${event.destination}; the log of its agent says why.`
    case 'away':
      return `The connection of session ${event.session} broke; trying again.`
    case 'back':
      return `The connection of session ${event.session} is back.`
    case 'message':
      return event.text
    case 'connection':
      return undefined
  }
}
