import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { flowLimits, type FlowState, holdsAgent, holdsClient } from './flow.ts'

const bytes = fc.nat(20 * 1024 * 1024)
const states: fc.Arbitrary<FlowState> = fc.record({
  outputWaiting: bytes,
  outputUnacknowledged: bytes,
  inputWaiting: bytes,
  inputUnacknowledged: bytes,
  recordPending: bytes,
  recordLimit: fc.constant(1024 * 1024),
})

test('both ends wait for each other in no state in which either could still help the other', () => {
  fc.assert(
    fc.property(states, fc.boolean(), fc.boolean(), (state, isAgentHeld, isClientHeld) => {
      const agentWaits = holdsAgent(state, isAgentHeld)
      const clientWaits = holdsClient(state, isClientHeld)
      if (!agentWaits || !clientWaits) return
      // The agent waits for the client's acknowledgements only while those are being read, up to the last bound.
      const needsAcknowledgements = state.outputUnacknowledged > flowLimits.outputBytes * 0.5
      if (needsAcknowledgements) expect(state.inputUnacknowledged).toBeGreaterThan(flowLimits.inputBytesAtMost)
    }),
  )
})

test('whoever is held goes on once there is less than half of every bound', () => {
  const idle = { outputWaiting: 0, outputUnacknowledged: 0, inputWaiting: 0, inputUnacknowledged: 0 }
  const state = { ...idle, recordPending: 0, recordLimit: 1024 }
  expect(holdsAgent(state, true)).toBe(false)
  expect(holdsClient(state, true)).toBe(false)
})
