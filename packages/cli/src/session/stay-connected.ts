import { ResumeSessionCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { setTimeout as delay } from 'node:timers/promises'
import { describeFailure } from '../output/failure.ts'

/** Waits before the attempts to come back, in milliseconds; all later ones are as the last. */
const delaysMs = [0, 200, 400, 800, 1600, 3200, 5000]
/** How long it is tried; services keep a session longer than that. Time that the machine sleeps does not count. */
const patienceMs = 10 * 60_000
/** A connection that stood as long as this brings all attempts back. */
const lastingMs = 10_000

/** Refusals that another attempt does not change. */
const final =
  /^(DoesNotExist|AccessDenied|InvalidSession|Validation|UnrecognizedClient|ExpiredToken|CredentialsProvider)/

export interface Reconnection {
  /** Call when a connection stands. */
  connected(): void
  /** Another token after a break, or why there is none. Waits before it asks, longer each time. */
  comeBack(broken: Error | undefined): Promise<{ readonly token: string } | { readonly lost: string }>
  /** Nobody wants to come back any more. */
  stop(): void
}

/** Time as tests hand it in. */
export interface ReconnectionClock {
  nowMs(): number
  /** Ends early when the signal comes. */
  wait(ms: number, signal: AbortSignal): Promise<unknown>
}

const realClock: ReconnectionClock = {
  nowMs: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
}

export function createReconnection(client: SSMClient, sessionId: string, clock = realClock): Reconnection {
  let made = 0
  let brokenSinceMs = 0
  let connectedAtMs: number | undefined
  const stopped = new AbortController()
  return {
    connected() {
      connectedAtMs = clock.nowMs()
    },
    async comeBack(broken) {
      if (connectedAtMs !== undefined && clock.nowMs() - connectedAtMs >= lastingMs) made = 0
      connectedAtMs = undefined
      if (made === 0) brokenSinceMs = clock.nowMs()
      let lost = broken ? describeFailure(broken).message : 'the connection was closed'
      while (clock.nowMs() - brokenSinceMs < patienceMs && !stopped.signal.aborted) {
        await clock.wait(delaysMs[Math.min(made++, delaysMs.length - 1)]!, stopped.signal)
        try {
          const resume = new ResumeSessionCommand({ SessionId: sessionId })
          const { TokenValue } = await client.send(resume, { abortSignal: stopped.signal })
          return TokenValue ? { token: TokenValue } : { lost: 'it ended while the connection was away' }
        } catch (error) {
          lost = describeFailure(error).message
          if (error instanceof Error && final.test(error.name)) break
        }
      }
      return { lost }
    },
    stop: () => stopped.abort(),
  }
}
