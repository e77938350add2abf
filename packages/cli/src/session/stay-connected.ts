import { ResumeSessionCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { setTimeout as delay } from 'node:timers/promises'
import { describeFailure } from '../output/failure.ts'

/** Waits before the attempts to come back, in milliseconds: some 16 seconds together. */
const delaysMs = [0, 200, 400, 800, 1600, 3200, 5000, 5000]
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
}

/** Time as tests hand it in. */
export interface ReconnectionClock {
  nowMs(): number
  wait(ms: number): Promise<unknown>
}

const realClock: ReconnectionClock = { nowMs: () => performance.now(), wait: ms => delay(ms) }

export function createReconnection(client: SSMClient, sessionId: string, clock = realClock): Reconnection {
  let made = 0
  let connectedAtMs: number | undefined
  return {
    connected() {
      connectedAtMs = clock.nowMs()
    },
    async comeBack(broken) {
      if (connectedAtMs !== undefined && clock.nowMs() - connectedAtMs >= lastingMs) made = 0
      connectedAtMs = undefined
      let lost = broken ? describeFailure(broken).message : 'the connection was closed'
      while (made < delaysMs.length) {
        await clock.wait(delaysMs[made++]!)
        try {
          const { TokenValue } = await client.send(new ResumeSessionCommand({ SessionId: sessionId }))
          return TokenValue ? { token: TokenValue } : { lost: 'it ended while the connection was away' }
        } catch (error) {
          lost = describeFailure(error).message
          if (error instanceof Error && final.test(error.name)) break
        }
      }
      return { lost }
    },
  }
}
