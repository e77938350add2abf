import { expect, test } from 'vitest'
import { openWorld, testKeys } from '../test/agent-world.ts'
import { INSTANCE_ID } from '../test/scripted-imds.ts'
import { refusal, type Seen } from '../test/scripted-plane.ts'
import { AGENT_VERSION, USER_AGENT } from './version.ts'

const namesOf = ({ rawHeaders }: Pick<Seen, 'rawHeaders'>) => rawHeaders.filter((_, index) => index % 2 === 0)
const signedNames = ({ headers }: Seen) => /SignedHeaders=([^,]+)/.exec(String(headers.authorization))?.[1]

const JSON_HEADERS = [
  'Host',
  'User-Agent',
  'Content-Length',
  'Authorization',
  'Content-Type',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Amz-Target',
  'Accept-Encoding',
  'Connection',
]
const JSON_SIGNED = 'content-length;content-type;host;x-amz-date;x-amz-security-token;x-amz-target'

test('RegisterManagedInstance looks as the stock agent sends it', async () => {
  const world = await openWorld()
  world.start()
  const seen = await world.plane.seen.next('RegisterManagedInstance')
  const { publicKey } = await testKeys()
  expect(seen).toMatchObject({ method: 'POST', url: '/' })
  expect(namesOf(seen)).toEqual(JSON_HEADERS)
  expect(signedNames(seen)).toBe(JSON_SIGNED)
  expect(seen.headers).toMatchObject({
    'user-agent': USER_AGENT,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonSSM.RegisterManagedInstance',
    'x-amz-date': '20261122T000000Z',
  })
  expect(publicKey).toHaveLength(392)
  expect(seen.body).toBe(`{"Fingerprint":"${INSTANCE_ID}","PublicKey":"${publicKey}","PublicKeyType":"Rsa"}`)
})

test('RequestManagedInstanceRoleToken adds the second proof after signing', async () => {
  const world = await openWorld()
  world.start()
  const seen = await world.plane.seen.next('RequestManagedInstanceRoleToken')
  expect(seen.body).toBe(`{"Fingerprint":"${INSTANCE_ID}"}`)
  expect(signedNames(seen)).toBe(JSON_SIGNED)
  expect(namesOf(seen)).toContain('SSM-AsymmetricKeyAuthorization')
  expect(world.plane.seen.count('bad signature')).toBe(0)
})

test('a retried RequestManagedInstanceRoleToken is signed and proved anew, with one proof', async () => {
  const world = await openWorld()
  world.plane.answer('RequestManagedInstanceRoleToken', refusal('InternalServerError', 500), refusal('Other', 400))
  world.start()
  const first = await world.plane.seen.next('RequestManagedInstanceRoleToken')
  await world.clock.fire('retry of RequestManagedInstanceRoleToken')
  const second = await world.plane.seen.next('RequestManagedInstanceRoleToken')
  expect(namesOf(second)).toEqual(namesOf(first))
  expect(second.headers.authorization).not.toBe(first.headers.authorization)
})

test('the empty ping says only who speaks', async () => {
  const world = await openWorld()
  world.imds.attachProfile()
  world.start()
  for (const _ of ['core', 'worker']) {
    const seen = await world.plane.seen.next('UpdateInstanceInformation')
    expect(namesOf(seen)).toEqual(JSON_HEADERS)
    expect(seen.body).toBe(
      `{"AgentName":"amazon-ssm-agent","AgentVersion":"${AGENT_VERSION}","InstanceId":"${INSTANCE_ID}","PlatformType":"Linux"}`,
    )
  }
})

test('the full ping has all members in alphabetical order', async () => {
  const world = await openWorld()
  world.start()
  await world.plane.seen.next('UpdateInstanceInformation')
  const seen = await world.plane.seen.next('UpdateInstanceInformation')
  const members = Object.keys(seen.input)
  expect(members).toEqual([...members].sort())
  expect(members).toContain('IPAddress')
  expect(seen.input).toMatchObject({
    AgentName: 'amazon-ssm-agent',
    AgentStatus: 'Active',
    AgentVersion: AGENT_VERSION,
    AvailabilityZone: 'eu-west-1a',
    AvailabilityZoneId: 'euw1-az1',
    PlatformType: 'Linux',
    SSMConnectionChannel: '',
  })
})

test('CreateControlChannel, the WebSocket and its first frame look as the stock agent sends them', async () => {
  const world = await openWorld()
  world.start()
  const create = await world.plane.seen.next('CreateControlChannel')
  expect(create).toMatchObject({ method: 'POST', url: `/v1/control-channel/${INSTANCE_ID}` })

  expect(namesOf(create)).toEqual(JSON_HEADERS.filter(name => name !== 'X-Amz-Target'))
  expect(create.headers['content-type']).toBe('application/json')
  expect(create.headers['x-amz-target']).toBeUndefined()
  expect(signedNames(create)).toBe('content-type;host;x-amz-date;x-amz-security-token')
  expect(create.signedBy).toEqual({
    accessKeyId: 'ASIAROLETOKEN0000000',
    region: 'eu-west-1',
    service: 'ssmmessages',
  })
  expect(create.body).toMatch(/^\{"MessageSchemaVersion":"1\.0","RequestId":"[0-9a-f-]{36}"\}$/)

  const upgrade = await world.plane.seen.next('control channel')
  expect(upgrade.url).toBe(`/v1/control-channel/${INSTANCE_ID}?role=subscribe&stream=input`)
  expect(signedNames(upgrade)).toBe('host;x-amz-date;x-amz-security-token')
  expect(upgrade.headers['sec-websocket-extensions']).toBeUndefined()
  expect(upgrade.headers['sec-websocket-protocol']).toBeUndefined()

  const { frames } = await world.plane.channels.next('open')
  expect(await frames.next('text')).toMatch(
    new RegExp(
      '^\\{"Cookie":null,"MessageSchemaVersion":"1\\.0","RequestId":"[0-9a-f-]{36}","TokenValue":"channel&token",' +
        `"AgentVersion":"${AGENT_VERSION}","PlatformType":"linux"\\}$`,
    ),
  )
})

test('GetMessages looks as the stock agent sends it', async () => {
  const world = await openWorld()
  world.start()
  const seen = await world.plane.seen.next('GetMessages')
  expect(namesOf(seen)).toEqual(JSON_HEADERS)
  expect(seen.headers['x-amz-target']).toBe('EC2WindowsMessageDeliveryService.GetMessages')
  expect(seen.signedBy.service).toBe('ec2messages')
  expect(seen.body).toMatch(
    new RegExp(
      `^\\{"Destination":"${INSTANCE_ID}","MessagesRequestId":"[0-9a-f-]{36}","VisibilityTimeoutInSeconds":10\\}$`,
    ),
  )
})

test('metadata requests carry a session token that was asked for with its life time', async () => {
  const world = await openWorld()
  world.start()
  const token = await world.imds.seen.next('PUT api/token')
  expect(namesOf(token)).toEqual([
    'Host',
    'User-Agent',
    'Content-Length',
    'X-Aws-Ec2-Metadata-Token-Ttl-Seconds',
    'Accept-Encoding',
    'Connection',
  ])
  expect(token.rawHeaders).toContain('21600')
  const read = await world.imds.seen.next('GET meta-data/instance-id')
  expect(read.rawHeaders).toEqual(expect.arrayContaining(['X-Aws-Ec2-Metadata-Token', 'TOKEN-1']))
})

test('Agent.Region changes the region that registration, worker and message calls are signed for, and no host', async () => {
  const world = await openWorld()
  await world.configure({ Agent: { Region: 'us-west-2' } })
  world.imds.attachProfile()
  world.start()
  const regionOf = async (operation: string) => (await world.plane.seen.next(operation)).signedBy.region
  expect(await regionOf('RegisterManagedInstance')).toBe('us-west-2')
  expect(await regionOf('UpdateInstanceInformation')).toBe('eu-west-1')
  expect(await regionOf('UpdateInstanceInformation')).toBe('us-west-2')
  expect(await regionOf('GetMessages')).toBe('us-west-2')
  expect(await regionOf('CreateControlChannel')).toBe('eu-west-1')
})
