// What may be wrong with a virtual host, and when. Each host has its faults from its place and the seed alone: a run with
// the same seed has the same faults after the same times, whatever the network does in between.

/** Seconds throughout. */
export interface Faults {
  /** Registers so much later than it could. */
  readonly lateSeconds: number
  /** Loses its credentials so long after it was managed, and is refused new ones for as long again. */
  readonly roleLossSeconds: number
  /** Its connections break, without a word, so often on average. */
  readonly dropEverySeconds: number
  /** Answers and messages take so much longer. */
  readonly slowSeconds: number
  /** Its messages of a session leave in another order now and then. */
  readonly disorders: boolean
  /** Its clock is so far off; negative: behind. */
  readonly skewSeconds: number
}

export const faultNames = ['late', 'role', 'drop', 'slow', 'disorder', 'skew'] as const
export type FaultName = (typeof faultNames)[number]

/** Part of the hosts that has each fault, 0 to 1. */
export type FaultShares = Readonly<Partial<Record<FaultName, number>>>

/** How much of each: the most that a host gets. */
export interface FaultSizes {
  readonly lateSeconds: number
  readonly roleLossSeconds: number
  readonly dropEverySeconds: number
  readonly slowSeconds: number
  readonly skewSeconds: number
}

export const usualSizes: FaultSizes = {
  lateSeconds: 120,
  roleLossSeconds: 300,
  dropEverySeconds: 60,
  slowSeconds: 2,
  // Beyond what services forgive.
  skewSeconds: 900,
}

/** Numbers in [0, 1) that look random and depend on the seed alone (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed of its own for each host. */
export function seedOf(seed: number, index: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b)) >>> 0
}

/** Seconds between the breaks of a host's connections, one after the other: some soon, some late, as chance has it. */
export function* dropPauses(random: () => number, everySeconds: number): Generator<number, never> {
  for (;;) yield -Math.log(1 - random()) * everySeconds
}

/** Draws the faults of one host, always the same number of times. */
export function drawFaults(random: () => number, shares: FaultShares, sizes: FaultSizes = usualSizes): Faults {
  const draws = Object.fromEntries(faultNames.map(name => [name, { chance: random(), size: random() }]))
  const size = (name: FaultName, most: number) => {
    const { chance, size } = draws[name]!
    // Between half of the size and the whole.
    return chance < (shares[name] ?? 0) ? most * (0.5 + size / 2) : 0
  }
  const skew = size('skew', sizes.skewSeconds)
  return {
    lateSeconds: size('late', sizes.lateSeconds),
    roleLossSeconds: size('role', sizes.roleLossSeconds),
    dropEverySeconds: size('drop', sizes.dropEverySeconds),
    slowSeconds: size('slow', sizes.slowSeconds),
    disorders: size('disorder', 1) > 0,
    skewSeconds: draws['skew']!.size < 0.5 ? skew : -skew,
  }
}
