// The control channel: one WebSocket to ssmmessages, opened anew whenever it breaks, for ever. It reports what
// becomes of it and hands on frames; it does not know what they mean.
import { randomUUID } from 'node:crypto'
import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Socket } from '../runtime/socket.ts'
import { AGENT_VERSION } from '../version.ts'
import { Liveness } from './liveness.ts'
import { ChannelDenied, type MessageGateway, SCHEMA_VERSION } from './message-gateway.ts'

export type ControlChannelOptions = {
  instanceId: string
  gateway: MessageGateway
  onOpen: () => void
  /** CreateControlChannel was answered with AccessDeniedException. */
  onDenied: () => void
  onMessage: (frame: Buffer) => void
  clock: Clock
  random: () => number
  log: Log
  timing: Timing
}

/** `linux`, `windows` or `macos`: lower case here, unlike in SSM's pings. */
function platformType(): string {
  if (process.platform === 'darwin') return 'macos'
  return process.platform === 'win32' ? 'windows' : 'linux'
}

export class ControlChannel {
  readonly #options: ControlChannelOptions
  #socket: Socket | undefined

  constructor(options: ControlChannelOptions) {
    this.#options = options
  }

  /** Keeps a channel open until the signal is aborted. */
  async run(signal: AbortSignal): Promise<never> {
    const { clock, random, timing, log } = this.#options
    for (;;) {
      const reason = await this.#connectAtLast(signal)
      signal.throwIfAborted()
      log.warn(`The control channel broke (${reason}); reconnecting`)
      await clock.sleep(random() * timing.reconnectPause * 1000, 'control channel reconnect', signal)
    }
  }

  /** Whether there was an open channel to write the frame to. */
  send(frame: Uint8Array): boolean {
    this.#socket?.sendBinary(frame)
    return this.#socket !== undefined
  }

  /** Tries until a connection comes about; resolves to why it ended. */
  async #connectAtLast(signal: AbortSignal): Promise<string> {
    const { clock, random, timing, log, onDenied } = this.#options
    const firstSeconds = timing.reconnectBackoff * (1 + random())
    for (let attempt = 0; ; attempt++) {
      try {
        const connection = await this.#connect(signal)
        return await connection.ended
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof ChannelDenied) onDenied()
        const seconds = Math.min(firstSeconds * 2 ** attempt, timing.reconnectLongest) * (1 + random() / 2)
        log.warn(`No control channel (${(error as Error).message}). Next try in ${Math.round(seconds)} s.`)
        await clock.sleep(seconds * 1000, 'control channel retry', signal)
      }
    }
  }

  async #connect(signal: AbortSignal): Promise<{ ended: Promise<string> }> {
    const { clock, timing, onMessage, onOpen, log, gateway, instanceId } = this.#options
    const path = `/v1/control-channel/${encodeURIComponent(instanceId)}`
    const token = await gateway.createChannel(path, {}, signal)
    const { promise: ended, resolve: end } = Promise.withResolvers<string>()
    const liveness = new Liveness(clock, timing)
    const events = {
      onMessage,
      onPong: () => liveness.onPong(),
      onClose: (reason: string) => {
        this.#socket = undefined
        liveness.stop()
        end(reason)
      },
    }
    const socket = await gateway.openSocket(`${path}?role=subscribe&stream=input`, events, signal)
    socket.sendText(openMessage(token))
    this.#socket = socket
    liveness.start(socket)
    log.info(`The control channel to ${gateway.host} is open`)
    onOpen()
    return { ended }
  }
}

function openMessage(token: string): string {
  return JSON.stringify({
    Cookie: null,
    MessageSchemaVersion: SCHEMA_VERSION,
    RequestId: randomUUID(),
    TokenValue: token,
    AgentVersion: AGENT_VERSION,
    PlatformType: platformType(),
  })
}
