// Codes of authenticator programs: RFC 6238 with SHA-1, six digits, a new one every 30 seconds.
import { createHmac, timingSafeEqual } from 'node:crypto'

const stepMs = 30_000
const digits = 6

/** Number of the 30 seconds that a time lies in. */
export function stepAt(time: Date): number {
  return Math.floor(time.getTime() / stepMs)
}

/** The code of one step. */
export function codeOf(seed: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', seed).update(counter).digest()
  const offset = mac[mac.length - 1]! & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The first step from one to another, both included, whose code this is. */
export function findStep(seed: Uint8Array, code: string, from: number, to: number): number | undefined {
  for (let step = Math.max(from, 0); step <= to; step++) if (isCode(seed, code, step)) return step
  return undefined
}

/** The first step whose code is the first of two, the second being that of the step after it. */
export function findPair(
  seed: Uint8Array,
  [first, second]: readonly [string, string],
  from: number,
  to: number,
): number | undefined {
  for (let step = Math.max(from, 0); step <= to; step++) {
    if (isCode(seed, first, step) && isCode(seed, second, step + 1)) return step
  }
  return undefined
}

function isCode(seed: Uint8Array, code: string, step: number): boolean {
  const given = Buffer.from(code)
  return given.length === digits && timingSafeEqual(given, Buffer.from(codeOf(seed, step)))
}
