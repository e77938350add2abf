// What becomes of sessions is in the trail: who came, and why it ended.
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { messageTypes } from '@hostler/channel/frame/frame'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { SessionPlane } from '../ssm/sessions/session-plane.ts'
import { toRecord } from './trail.ts'

let sessions: SessionPlane
beforeAll(async () => {
  sessions = await SessionPlane.start()
})
afterAll(() => sessions.close())

/** The events about a session, oldest first, once it has ended. */
async function eventsOf(sessionId: string) {
  const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: sessionId }]
  return vi.waitFor(async () => {
    const { Events } = await sessions.plane.admin.cloudtrail.send(new LookupEventsCommand({ LookupAttributes }))
    expect(Events![0]?.EventName).toBe('SessionEnded')
    return Events!.map(toRecord).toReversed()
  })
}
const namesOf = (events: readonly { eventName: string }[]) => events.map(({ eventName }) => eventName)
const reasonOf = (event: object | undefined) =>
  (event as { serviceEventDetails: { reason: string } }).serviceEventDetails.reason

describe('the trail tells', () => {
  test('of both ends that come, and of the end that somebody makes', async () => {
    const { sessionId, client } = await sessions.open()
    await sessions.plane.admin.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }))
    await client.next(messageTypes.channelClosed)
    const events = await eventsOf(sessionId)
    expect(namesOf(events)).toEqual([
      'StartSession',
      'SessionAgentJoined',
      'SessionClientJoined',
      'TerminateSession',
      'SessionEnded',
    ])
    const [start, , joined, , ended] = events
    expect(start).toMatchObject({
      requestParameters: { target: sessions.target },
      responseElements: {
        sessionId,
        tokenValue: expect.stringMatching(/^HIDDEN/),
        streamUrl: expect.stringMatching(/^HIDDEN/),
      },
    })
    expect(joined!['serviceEventDetails']).toMatchObject({ clientAddress: '127.0.0.1' })
    expect(ended).toMatchObject({
      eventType: 'AwsServiceEvent',
      eventSource: 'ssm.amazonaws.com',
      userIdentity: { type: 'AWSService', accountId: sessions.plane.accountId, invokedBy: 'ssm.amazonaws.com' },
      serviceEventDetails: {
        sessionId,
        target: sessions.target,
        owner: `arn:aws:iam::${sessions.plane.accountId}:user/admin`,
        documentName: 'SSM-SessionManagerRunShell',
        status: 'Terminated',
      },
    })
  })

  test('of a lost connection to the node', async () => {
    const { sessionId, host } = await sessions.open()
    host.close()
    await host.closed
    await vi.waitFor(async () => {
      await sessions.plane.clock.advance({ seconds: 1 })
      expect(await sessions.find(sessionId, 'History')).toBeDefined()
    })
    expect(reasonOf((await eventsOf(sessionId)).at(-1))).toBe('The connection to the node was lost.')
  })

  test('of permission that is withdrawn', async () => {
    const allow = (Effect: string) => ({
      Version: '2012-10-17',
      Statement: { Effect, Action: 'ssm:*', Resource: '*' },
    })
    const ada = await sessions.plane.user('ada', allow('Allow'))
    const { sessionId } = await sessions.open(ada)
    const PolicyDocument = JSON.stringify(allow('Deny'))
    await sessions.plane.admin.iam.send(
      new PutUserPolicyCommand({ UserName: 'ada', PolicyName: 'inline', PolicyDocument }),
    )
    const ended = (await eventsOf(sessionId)).at(-1)
    expect(reasonOf(ended)).toMatch(/no longer allowed|permission/i)
  })

  test('of a session that idles', async () => {
    const { sessionId, host, client } = await sessions.open()
    for (let seconds = 0; seconds < 20 * 60 + 20; seconds += 20) {
      await sessions.plane.clock.advance({ seconds: 20 })
      await Promise.all([host.settled(), client.settled(), sessions.host.control.settled()])
    }
    const ended = (await eventsOf(sessionId)).at(-1)
    expect(reasonOf(ended)).toBe('Your session timed out due to inactivity.')
  })
})
