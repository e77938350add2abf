// How much may be under way before the faster side is held back.

export interface FlowLimits {
  /** Waiting for one end's network: above it the other end's socket is not read. */
  readonly waitingBytes: number
  /** Output that the client has not acknowledged. */
  readonly outputBytes: number
  /** Input that the agent has not acknowledged. */
  readonly inputBytes: number
  /**
   * Input in the worst case: when the client's acknowledgements may stand behind its input, its socket is read on
   * beyond `inputBytes`, for else both sides would wait for each other.
   */
  readonly inputBytesAtMost: number
  /** Given to a socket at once; more waits in its lane, where it can still be counted and replayed. */
  readonly socketBytes: number
}

export const flowLimits: FlowLimits = {
  waitingBytes: 256 * 1024,
  outputBytes: 4 * 1024 * 1024,
  inputBytes: 1024 * 1024,
  inputBytesAtMost: 16 * 1024 * 1024,
  socketBytes: 128 * 1024,
}

/** For an agent that was asked to stop: room for what it had under way. */
export const pausedFlowLimits: FlowLimits = {
  ...flowLimits,
  waitingBytes: flowLimits.waitingBytes * 4,
  outputBytes: flowLimits.outputBytes * 2,
}

/** Once an end is held back, it goes on when this part of the limit is left. */
const resumeAt = 0.5

export interface FlowState {
  readonly outputWaiting: number
  readonly outputUnacknowledged: number
  readonly inputWaiting: number
  readonly inputUnacknowledged: number
  /** Bytes of the record that are not durable, and how many may be. */
  readonly recordPending: number
  readonly recordLimit: number
}

/** Whether the agent has to be held back. @param isHeld whether it is now */
export function holdsAgent(state: FlowState, isHeld: boolean, limits = flowLimits): boolean {
  const part = isHeld ? resumeAt : 1
  return (
    state.outputWaiting > limits.waitingBytes * part ||
    state.outputUnacknowledged > limits.outputBytes * part ||
    state.recordPending > state.recordLimit * part
  )
}

/** Whether the client has to be held back. @param isHeld whether it is now */
export function holdsClient(state: FlowState, isHeld: boolean, limits = flowLimits): boolean {
  const acknowledgementsAreNeeded = state.outputUnacknowledged > limits.outputBytes * resumeAt
  // All of the bound, also for a client that is held: nothing else would set either side going again.
  if (acknowledgementsAreNeeded) return state.inputUnacknowledged > limits.inputBytesAtMost
  const part = isHeld ? resumeAt : 1
  return state.inputWaiting > limits.waitingBytes * part || state.inputUnacknowledged > limits.inputBytes * part
}
