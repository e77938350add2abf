import { randomUUID } from 'node:crypto'
import type { AuditTrail } from '../domain/audit/audit-trail.ts'
import type { Session } from '../domain/session/session.ts'
import type { SessionEvents } from '../domain/session/session-events.ts'
import type { Clock } from '../domain/basics/clock.ts'
import type { Log } from '../observability/log.ts'
import { eventVersion } from './event-record.ts'
import { eventTime } from './event-time.ts'

export interface SessionTrail extends SessionEvents {
  /** Resolves when every event so far is in the trail, or has failed. */
  idle(): Promise<void>
}

const textMax = 1_024

/**
 * Writes what becomes of sessions into the audit trail. Nobody waits for these events: a failure is logged.
 */
export function createSessionTrail(trail: Pick<AuditTrail, 'append'>, clock: Clock, log: Log): SessionTrail {
  const pending = new Set<Promise<void>>()

  function note(name: string, session: Session, details: object = {}): void {
    const at = clock.now()
    const id = randomUUID()
    const source = 'ssm.amazonaws.com'
    const { accountId, region } = session
    const record = {
      eventVersion,
      userIdentity: { type: 'AWSService', accountId, invokedBy: source },
      eventTime: eventTime(at),
      eventSource: source,
      eventName: name,
      awsRegion: region,
      sourceIPAddress: source,
      userAgent: source,
      requestParameters: null,
      responseElements: null,
      eventID: id,
      readOnly: false,
      eventType: 'AwsServiceEvent',
      managementEvent: true,
      recipientAccountId: accountId,
      serviceEventDetails: {
        sessionId: session.id,
        target: session.nodeId,
        owner: session.owner,
        documentName: session.documentName,
        ...details,
      },
      eventCategory: 'Management',
    }
    const resources = [
      { type: 'AWS::SSM::Session', name: session.id },
      {
        type: session.nodeId.startsWith('mi-') ? 'AWS::SSM::ManagedInstance' : 'AWS::EC2::Instance',
        name: session.nodeId,
      },
    ]
    const event = { accountId, region, id, at, name, source, isRead: false, resources, record: JSON.stringify(record) }
    const written = trail.append(event).catch((error: unknown) => {
      log.error({ err: error, sessionId: session.id, event: name }, 'the audit trail could not be written')
    })
    pending.add(written)
    written.finally(() => pending.delete(written)).catch(() => {})
  }

  return {
    clientJoined: (session, address) => note('SessionClientJoined', session, { clientAddress: address }),
    agentJoined: session => note('SessionAgentJoined', session),
    ended: (session, { status, details }) =>
      note('SessionEnded', session, { status, reason: details.slice(0, textMax) }),
    async idle() {
      await Promise.all(pending)
    },
  }
}
