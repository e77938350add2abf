import { type LookupAttributeKey, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { CreateUserCommand, DeleteUserCommand } from '@aws-sdk/client-iam'
import { UpdateServiceSettingCommand } from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookup, toRecord } from './trail.ts'

const SettingId = '/ssm/automation/customer-script-log-group-name'
let plane: TestPlane
/** The administrator where events of IAM are. */
let virginia: TestClients
let eve: TestClients
let begunAt: Date
beforeAll(async () => {
  plane = await startTestPlane()
  virginia = plane.admin.inRegion('us-east-1')
  eve = await plane.user('eve')
  await plane.clock.advance({ seconds: 60 })
  begunAt = plane.clock.now()
  for (const name of ['ada', 'bob', 'cid']) {
    await plane.admin.iam.send(new CreateUserCommand({ UserName: name, Path: '/team/' }))
    await plane.clock.advance({ seconds: 1 })
  }
  await plane.admin.ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue: 'log' }))
})
afterAll(async () => {
  virginia.cloudtrail.destroy()
  await plane.close()
})

const by = (AttributeKey: LookupAttributeKey, AttributeValue: string) => [{ AttributeKey, AttributeValue }]
const names = async (key: LookupAttributeKey, value: string, clients = virginia) =>
  (await lookup(clients, { LookupAttributes: by(key, value), StartTime: begunAt })).map(({ EventName, Resources }) =>
    [EventName, ...Resources!.map(({ ResourceName }) => ResourceName)].join(' '),
  )

describe('LookupEvents', () => {
  test('tells of a change in CloudTrail’s form', async () => {
    const [event] = await lookup(virginia, { LookupAttributes: by('ResourceName', 'ada') })
    expect(event).toMatchObject({
      EventName: 'CreateUser',
      ReadOnly: 'false',
      AccessKeyId: plane.admin.credentials.accessKeyId,
      EventSource: 'iam.amazonaws.com',
      Username: 'admin',
      Resources: [{ ResourceType: 'AWS::IAM::User', ResourceName: 'ada' }],
    })
    expect(toRecord(event!)).toEqual({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: expect.stringMatching(/^AIDA/),
        arn: `arn:aws:iam::${plane.accountId}:user/admin`,
        accountId: plane.accountId,
        accessKeyId: plane.admin.credentials.accessKeyId,
        userName: 'admin',
      },
      eventTime: `${event!.EventTime!.toISOString().slice(0, 19)}Z`,
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      awsRegion: 'us-east-1',
      sourceIPAddress: '127.0.0.1',
      userAgent: expect.stringContaining('aws-sdk-js'),
      requestParameters: { userName: 'ada', path: '/team/' },
      responseElements: {
        user: {
          path: '/team/',
          userName: 'ada',
          userId: expect.stringMatching(/^AIDA/),
          arn: `arn:aws:iam::${plane.accountId}:user/team/ada`,
          createDate: expect.stringMatching(/^[A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d:\d\d [AP]M$/),
        },
      },
      requestID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      eventID: event!.EventId,
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: plane.accountId,
      eventCategory: 'Management',
    })
  })

  test('shows a region’s events alone; those of IAM are in us-east-1', async () => {
    expect(await names('Username', 'admin')).toEqual(['CreateUser cid', 'CreateUser bob', 'CreateUser ada'])
    expect(await names('Username', 'admin', plane.admin)).toEqual([`UpdateServiceSetting ${SettingId}`])
  })

  test('finds by each attribute', async () => {
    const [cid] = await lookup(virginia, { LookupAttributes: by('ResourceName', 'cid') })
    expect(await names('EventId', cid!.EventId!)).toEqual(['CreateUser cid'])
    expect(await names('EventName', 'CreateUser')).toHaveLength(3)
    expect(await names('EventSource', 'iam.amazonaws.com')).toHaveLength(3)
    expect(await names('EventSource', 'ssm.amazonaws.com')).toHaveLength(0)
    expect(await names('ResourceType', 'AWS::IAM::User')).toHaveLength(3)
    expect(await names('ResourceType', 'AWS::IAM::Role')).toHaveLength(0)
    expect(await names('AccessKeyId', plane.admin.credentials.accessKeyId)).toHaveLength(3)
    expect(await names('AccessKeyId', 'AKIANOBODY')).toHaveLength(0)
    expect(await names('ReadOnly', 'false')).toHaveLength(3)
    expect(await names('ReadOnly', 'true')).toHaveLength(0)
    expect(await names('Username', 'eve')).toHaveLength(0)
  })

  test('finds by time, both ends in it', async () => {
    const [cid, bob, ada] = await lookup(virginia, { LookupAttributes: by('EventName', 'CreateUser'), MaxResults: 3 })
    const [from, until] = [ada!.EventTime!, bob!.EventTime!]
    expect(from < until && until < cid!.EventTime!).toBe(true)
    expect(await lookup(virginia, { StartTime: from, EndTime: until })).toEqual([bob, ada])
    expect(await lookup(virginia, { StartTime: new Date(cid!.EventTime!.getTime() + 1) })).toEqual([])
  })

  test('pages to the end', async () => {
    const pages: number[] = []
    const all = await lookup(virginia)
    expect(await lookup(virginia, { MaxResults: 2 }, pages)).toEqual(all)
    expect(pages.slice(0, -1).every(count => count === 2)).toBe(true)
    expect(pages.length).toBe(Math.ceil(all.length / 2))
  })

  test('shows 90 days, however long events are kept', async () => {
    const after = await startTestPlane()
    await after.admin.ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue: 'log' }))
    await after.clock.advance({ hours: 90 * 24 - 1 })
    expect(await lookup(after.admin)).toHaveLength(1)
    await after.clock.advance({ hours: 2 })
    expect(await lookup(after.admin, { StartTime: new Date(0) })).toEqual([])
    await after.close()
  })

  test('knows no insights', async () => {
    expect(await lookup(virginia, { EventCategory: 'insight' })).toEqual([])
  })

  test('another account sees nothing of it', async () => {
    const other = await plane.account('other')
    await other.iam.send(new CreateUserCommand({ UserName: 'ada' }))
    const there = other.inRegion('us-east-1')
    expect((await lookup(there)).map(({ EventName }) => EventName)).toEqual(['CreateUser'])
    expect(await lookup(other)).toEqual([])
    there.cloudtrail.destroy()
  })

  test('a caller without permission is refused, and that is in the trail', async () => {
    expect(await refusal(eve.cloudtrail.send(new LookupEventsCommand({})))).toEqual({
      code: 'AccessDeniedException',
      status: 400,
      message:
        `User: arn:aws:iam::${plane.accountId}:user/eve is not authorized to perform: cloudtrail:LookupEvents ` +
        'on resource: * because no identity-based policy allows the cloudtrail:LookupEvents action',
    })
    const [denied] = await lookup(plane.admin, { LookupAttributes: by('Username', 'eve') })
    expect(toRecord(denied!)).toMatchObject({
      eventName: 'LookupEvents',
      eventSource: 'cloudtrail.amazonaws.com',
      awsRegion: testRegion,
      errorCode: 'AccessDeniedException',
      readOnly: true,
    })
    const reader = await plane.user('reader', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' },
    })
    expect((await lookup(reader)).length).toBeGreaterThan(0)
  })

  test('a failed change tells why', async () => {
    await refusal(plane.admin.iam.send(new DeleteUserCommand({ UserName: 'nobody' })))
    const [failed] = await lookup(virginia, { LookupAttributes: by('EventName', 'DeleteUser') })
    expect(toRecord(failed!)).toMatchObject({
      errorCode: 'NoSuchEntityException',
      errorMessage: 'The user with name nobody cannot be found.',
      requestParameters: { userName: 'nobody' },
      responseElements: null,
    })
  })
})

describe('LookupEvents refuses', () => {
  const refused = (input: object) => refusal(virginia.cloudtrail.send(new LookupEventsCommand(input)))
  test.each([
    [{ LookupAttributes: [...by('EventName', 'a'), ...by('Username', 'b')] }, 'InvalidLookupAttributesException'],
    [{ LookupAttributes: by('ReadOnly', 'perhaps') }, 'InvalidLookupAttributesException'],
    [{ LookupAttributes: by('Shoesize' as LookupAttributeKey, '43') }, 'ValidationException'],
    [{ StartTime: new Date(2_000), EndTime: new Date(1_000) }, 'InvalidTimeRangeException'],
    [{ MaxResults: 0 }, 'InvalidMaxResultsException'],
    [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
    [{ NextToken: 'what?' }, 'InvalidNextTokenException'],
  ])('%j with %s', async (input, code) => {
    expect(await refused(input)).toMatchObject({ code, status: 400 })
  })
})
