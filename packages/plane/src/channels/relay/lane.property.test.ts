import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lane } from './lane.ts'

const message = (sequence: number) => Uint8Array.of(sequence & 255, sequence >> 8)

/** What may happen to a lane, in any order. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), ahead: fc.nat(3) }),
  fc.record({ kind: fc.constant('repeat' as const), back: fc.nat(10) }),
  fc.record({ kind: fc.constant('take' as const) }),
  fc.record({ kind: fc.constant('acknowledge' as const), back: fc.nat(5) }),
  fc.record({ kind: fc.constant('another receiver' as const) }),
)

test('whatever is lost, repeated, reordered or cut, a receiver gets every message in order, none before its turn', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), steps => {
      const lane = new Lane()
      const sent = new Set<number>()
      let received = -1
      let next = 0
      const give = (sequence: number) => {
        sent.add(sequence)
        return lane.accept(sequence, message(sequence))
      }
      const takeAll = () => {
        for (let taken = lane.takeUnsent(); taken; taken = lane.takeUnsent()) {
          // A receiver passes over what it has had; it never has to wait for what comes later.
          expect(taken.sequence).toBeLessThanOrEqual(received + 1)
          expect(taken.bytes).toEqual(message(taken.sequence))
          received = Math.max(received, taken.sequence)
        }
      }
      for (const each of steps) {
        if (each.kind === 'send') {
          const accepted = give(next + each.ahead)
          if (each.ahead === 0) {
            if (accepted.kind === 'in-order') next = accepted.messages.at(-1)!.sequence + 1
          }
        } else if (each.kind === 'repeat' && next > 0) {
          const sequence = Math.max(0, next - 1 - each.back)
          const isHeld = lane.accept(sequence, message(sequence)).kind
          expect(['again', 'acknowledged-before']).toContain(isHeld)
        } else if (each.kind === 'take') takeAll()
        else if (each.kind === 'acknowledge' && received >= 0) lane.acknowledge(Math.max(0, received - each.back))
        else if (each.kind === 'another receiver') lane.rewind()
      }
      lane.rewind()
      takeAll()
      expect(received).toBe(next - 1)
      expect(lane.hasUnsent).toBe(false)
      for (let sequence = 0; sequence < next; sequence++) lane.acknowledge(sequence)
      expect(lane.unacknowledgedBytes).toBe(0)
      expect(lane.unsentBytes).toBe(0)
    }),
    { numRuns: 300 },
  )
})

test('an acknowledgement counts once, and not for what was never sent', () => {
  const lane = new Lane()
  lane.accept(0, message(0))
  expect(lane.acknowledge(0)).toBe(false)
  lane.takeUnsent()
  expect(lane.acknowledge(1)).toBe(false)
  expect(lane.acknowledge(0)).toBe(true)
  expect(lane.acknowledge(0)).toBe(false)
  expect(lane.accept(0, message(0))).toEqual({ kind: 'acknowledged-before' })
})

test('what comes ahead of its turn is kept within bounds; beyond them it is neither kept nor acknowledged', () => {
  const lane = new Lane({ aheadBytesMax: 6, aheadMessagesMax: 100 })
  const kept = [5, 4, 3, 2, 1].map(sequence => lane.accept(sequence, message(sequence)))
  expect(kept).toEqual([true, true, true, false, false].map(isKept => ({ kind: 'ahead', isKept })))
  expect(lane.accept(0, message(0))).toMatchObject({ messages: [{ sequence: 0 }] })
  lane.accept(1, message(1))
  expect(lane.accept(2, message(2))).toMatchObject({ messages: [2, 3, 4, 5].map(sequence => ({ sequence })) })
})
