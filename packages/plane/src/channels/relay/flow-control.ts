// Holds back whichever end of a session is too fast: first by not reading its socket, then, when that lasts, by asking
// the agent to stop producing, so that it can be read again and its pings are answered.
import type { Leg } from '../../delivery/leg.ts'
import type { Clock } from '../../domain/basics/clock.ts'
import type { Session } from '../../domain/session/session.ts'
import { recordBound, type SessionRecording } from '../recording/session-recorder.ts'
import { type FlowState, flowLimits, holdsAgent, holdsClient, pausedFlowLimits } from './flow.ts'
import type { Lane } from './lane.ts'
import { publicationFrame } from './session-frames.ts'

export interface FlowParts {
  readonly session: Session
  readonly recording: SessionRecording | undefined
  readonly clock: Clock
  readonly output: Lane
  readonly input: Lane
  agent(): Leg | undefined
  client(): Leg | undefined
}

/** How long an agent is held back by its socket alone. */
const stalledMs = 5_000

export class FlowControl {
  readonly #parts: FlowParts
  #isAgentHeld = false
  #agentHeldSinceMs = 0
  #isAgentAsked = false
  #isClientHeld = false

  constructor(parts: FlowParts) {
    this.#parts = parts
  }

  /** Whether the agent's socket is not being read: it cannot be heard then. */
  get isAgentHeld(): boolean {
    return this.#isAgentHeld
  }

  /** Another socket of the agent: it reads, and has forgotten what it was asked. */
  agentCame(): void {
    this.#isAgentHeld = false
    this.#askAgain()
    this.update()
  }

  /** Another socket of the client. */
  clientCame(): void {
    this.#isClientHeld = false
    this.update()
  }

  /** Input and acknowledgements set an agent going that was asked to stop: it is asked again right behind them. */
  agentWasTold(): void {
    this.#askAgain()
  }

  /** Once a second. */
  tick(): void {
    const { session, clock } = this.#parts
    if (!this.#isAgentHeld || this.#isAgentAsked || !canPause(session)) return
    if (clock.now().getTime() - this.#agentHeldSinceMs < stalledMs) return
    this.#isAgentAsked = true
    this.#askAgain()
    this.update()
  }

  /** After anything has moved. */
  update(): void {
    const state = this.#state()
    const limits = this.#isAgentAsked ? pausedFlowLimits : flowLimits
    const holdAgent = holdsAgent(state, this.#isAgentHeld, limits)
    if (holdAgent !== this.#isAgentHeld) this.#holdAgent(holdAgent)
    if (this.#isAgentAsked && !holdsAgent(state, true)) {
      this.#isAgentAsked = false
      this.#parts.agent()?.send(publicationFrame(true, this.#parts.clock.now()))
    }
    const holdClient = holdsClient(state, this.#isClientHeld)
    if (holdClient === this.#isClientHeld) return
    this.#isClientHeld = holdClient
    if (holdClient) this.#parts.client()?.pause()
    else this.#parts.client()?.resume()
  }

  #holdAgent(hold: boolean): void {
    this.#isAgentHeld = hold
    this.#agentHeldSinceMs = this.#parts.clock.now().getTime()
    if (hold) this.#parts.agent()?.pause()
    else this.#parts.agent()?.resume()
  }

  #askAgain(): void {
    if (this.#isAgentAsked) this.#parts.agent()?.send(publicationFrame(false, this.#parts.clock.now()))
  }

  #state(): FlowState {
    const { output, input, recording } = this.#parts
    return {
      outputWaiting: output.unsentBytes + (this.#parts.client()?.bufferedBytes ?? 0),
      outputUnacknowledged: output.unacknowledgedBytes,
      inputWaiting: input.unsentBytes + (this.#parts.agent()?.bufferedBytes ?? 0),
      inputUnacknowledged: input.unacknowledgedBytes,
      recordPending: recording?.pendingBytes ?? 0,
      recordLimit: recordBound.bytes,
    }
  }
}

/** Non-interactive commands take a pause for an error and end. */
function canPause({ sessionType }: Session): boolean {
  return sessionType !== 'NonInteractiveCommands'
}
