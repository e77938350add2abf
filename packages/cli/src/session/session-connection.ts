// The connection of a session that has started: made again when it breaks, and left so that nothing runs on.
import { type SSMClient, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import type { DataChannelClient } from '@hostler/channel/client/data-channel-client'
import type { DataChannelEvents } from '@hostler/channel/client/data-channel-ports'
import type { Ending } from './session-ending.ts'
import type { NewSession } from './start-session.ts'
import { createReconnection } from './stay-connected.ts'

const lastWordTimeoutMs = 3000
/** Shorter breaks are nobody's business. */
const noticeAfterMs = 3000

export interface ConnectionListener {
  end(ending: Ending): void
  /** The connection has been away for a while, or is back after that. */
  away?(isAway: boolean): void
}

/** A connection that breaks is made again; the first has to succeed, or there is no session to speak of. */
export function connectionEvents(
  client: SSMClient,
  { id, streamUrl }: Pick<NewSession, 'id' | 'streamUrl'>,
  listener: ConnectionListener,
  channel: () => DataChannelClient,
): Pick<DataChannelEvents, 'connected' | 'dropped'> & { leave(): void } {
  const reconnection = createReconnection(client, id)
  let hasBeenConnected = false
  let isTold = false
  let hasLeft = false
  let notice: NodeJS.Timeout | undefined
  const back = () => {
    clearTimeout(notice)
    notice = undefined
    if (isTold) listener.away?.(false)
    isTold = false
  }
  return {
    connected() {
      hasBeenConnected = true
      reconnection.connected()
      back()
    },
    dropped(error) {
      if (!hasBeenConnected && error) return listener.end({ kind: 'failed', error })
      notice ??= setTimeout(() => {
        isTold = true
        listener.away?.(true)
      }, noticeAfterMs)
      void reconnection.comeBack(error).then(next => {
        if (hasLeft) return
        if ('token' in next) return channel().connect(streamUrl, next.token)
        clearTimeout(notice)
        listener.end({ kind: 'lost', why: next.lost })
      })
    },
    /** Whatever breaks from now on stays so. */
    leave() {
      hasLeft = true
      clearTimeout(notice)
      reconnection.stop()
    },
  }
}

/** Ends the session on the host too. The user has left: nobody waits for long, and nobody asks whether it worked. */
export async function terminate(client: SSMClient, SessionId: string, channel: DataChannelClient): Promise<void> {
  channel.terminate()
  try {
    const abortSignal = AbortSignal.timeout(lastWordTimeoutMs)
    await client.send(new TerminateSessionCommand({ SessionId }), { abortSignal })
  } catch {
    // What this could not end, the idle limit ends.
  }
}
