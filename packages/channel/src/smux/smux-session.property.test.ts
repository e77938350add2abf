import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { SmuxSession, type SmuxEvents } from './smux-session.ts'
import type { SmuxStream } from './smux-stream.ts'

type Side = {
  session: SmuxSession
  streams: SmuxStream[]
  got: Map<number, number[]>
  ended: Set<number>
  held: Map<SmuxStream, number>
}

function side(role: 'client' | 'server'): Side {
  const made: Omit<Side, 'session'> = { streams: [], got: new Map(), ended: new Set(), held: new Map() }
  const events: SmuxEvents = {
    opened: stream => void made.streams.push(stream),
    data(stream, bytes) {
      made.got.set(stream.id, [...(made.got.get(stream.id) ?? []), ...bytes])
      made.held.set(stream, (made.held.get(stream) ?? 0) + bytes.length)
    },
    ended: stream => void made.ended.add(stream.id),
    drained() {},
    ready() {},
    relaxed() {},
  }
  return { ...made, session: new SmuxSession(role, events) }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('open' as const) }),
  fc.record({ do: fc.constant('write' as const), by: fc.nat(1), stream: fc.nat(9), length: fc.nat(70_000) }),
  fc.record({ do: fc.constant('end' as const), by: fc.nat(1), stream: fc.nat(9) }),
  fc.record({ do: fc.constant('carry' as const), by: fc.nat(1), most: fc.integer({ min: 17, max: 70_000 }) }),
  fc.record({ do: fc.constant('consume' as const), by: fc.nat(1) }),
)

test('whatever is written, ended and carried in whatever pieces, every stream has its bytes in order and once', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5000 }), (steps, cut) => {
      const sides = [side('client'), side('server')] as const
      const sent = [new Map<number, number[]>(), new Map<number, number[]>()] as const
      const over = new Set<string>()
      let next = 0
      const carry = (by: number, most: number) => {
        const piece = sides[by]!.session.take(most)
        if (piece === undefined) return false
        expect(piece.length).toBeLessThanOrEqual(most)
        for (let at = 0; at < piece.length; at += cut) {
          expect(sides[1 - by]!.session.receive(piece.slice(at, at + cut))).toBeUndefined()
        }
        return true
      }
      for (const each of steps) {
        if (each.do === 'open') sides[0].streams.push(sides[0].session.open())
        if (each.do === 'carry') carry(each.by, each.most)
        if (each.do === 'consume') for (const [stream, bytes] of sides[each.by]!.held) stream.consumed(bytes)
        if (each.do === 'write' || each.do === 'end') {
          const stream = sides[each.by]!.streams[each.stream]
          if (stream === undefined || over.has(`${each.by} ${stream.id}`)) continue
          if (each.do === 'end') {
            over.add(`${each.by} ${stream.id}`)
            stream.end()
          } else {
            const bytes = Array.from({ length: each.length }, () => next++ & 0xff)
            sent[each.by]!.set(stream.id, (sent[each.by]!.get(stream.id) ?? []).concat(bytes))
            stream.write(Uint8Array.from(bytes))
          }
        }
      }
      for (let rounds = 0; rounds < 10_000 && [carry(0, 40_000), carry(1, 40_000)].some(Boolean); rounds++);
      for (const by of [0, 1] as const) {
        for (const [id, bytes] of sent[by]) expect(sides[1 - by]!.got.get(id) ?? []).toEqual(bytes)
        for (const name of over) {
          const [who, id] = name.split(' ')
          if (Number(who) === by) expect(sides[1 - by]!.ended.has(Number(id))).toBe(true)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('hostile bytes never throw, and what is held stays below the bound and one piece', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 40 }), fc.boolean(), (pieces, isValid) => {
      const { session } = side('server')
      for (const piece of pieces) {
        if (isValid && piece.length >= 2) {
          piece[0] = 1
          piece[1] = piece[1]! % 4
        }
        if (session.receive(piece)) return
        session.take(1024)
      }
    }),
    { numRuns: 300 },
  )
})
