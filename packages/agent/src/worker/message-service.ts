// Which of the two ways to messages is in use: polling from the start, the control channel as soon as it opens,
// polling again only when the control channel is denied.
import type { HealthReport } from '../api/ssm-api.ts'
import { ControlChannel, type ControlChannelOptions } from '../channel/control-channel.ts'
import type { MessagePoller } from '../channel/message-poller.ts'
import type { Timing } from '../config/timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

export type MessageServiceOptions = {
  /** Undefined when no host is configured for the control channel. */
  channel: Omit<ControlChannelOptions, 'onOpen' | 'onDenied'> | undefined
  poller: MessagePoller
  clock: Clock
  log: Log
  timing: Timing
}

export class MessageService {
  readonly #options: MessageServiceOptions
  #channel: HealthReport['connectionChannel'] = ''
  #drain: AbortController | undefined
  #control: ControlChannel | undefined

  constructor(options: MessageServiceOptions) {
    this.#options = options
  }

  /** What health pings report as `SSMConnectionChannel`. */
  connectionChannel(): HealthReport['connectionChannel'] {
    return this.#channel
  }

  /** Whether there was an open control channel to write the frame to. */
  send(frame: Uint8Array): boolean {
    return this.#control?.send(frame) ?? false
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { channel, poller } = this.#options
    poller.start(signal)
    if (channel === undefined) return
    this.#control = new ControlChannel({
      ...channel,
      onOpen: () => this.#onOpen(signal),
      onDenied: () => this.#onDenied(signal),
    })
    await this.#control.run(signal)
  }

  #onOpen(signal: AbortSignal): void {
    this.#channel = 'ssmmessages'
    if (this.#drain === undefined) this.#stopPollingSoon(signal)
  }

  #onDenied(signal: AbortSignal): void {
    this.#channel = 'ec2messages'
    this.#drain?.abort()
    this.#drain = undefined
    this.#options.poller.start(signal)
  }

  /** Polling goes on for a minute, so that messages already sent that way arrive. */
  #stopPollingSoon(signal: AbortSignal): void {
    const { clock, timing, poller, log } = this.#options
    this.#drain = new AbortController()
    const either = AbortSignal.any([signal, this.#drain.signal])
    clock.sleep(timing.pollingDrain * 1000, 'polling drain', either).then(
      () => {
        poller.stop()
        log.info('Messages come through the control channel; polling ended')
      },
      () => {},
    )
  }
}
