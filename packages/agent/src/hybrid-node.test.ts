// A host elsewhere: registered by an activation, managed by the role of that activation.
import { readFileSync } from 'node:fs'
import { access, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openWorld, testKeys, type AgentWorld } from '../test/agent-world.ts'
import { INSTANCE_ID } from '../test/scripted-imds.ts'
import { NODE_ID, refusal, roleToken, type Seen } from '../test/scripted-plane.ts'
import { USER_AGENT } from './version.ts'

const namesOf = ({ rawHeaders }: Pick<Seen, 'rawHeaders'>) => rawHeaders.filter((_, index) => index % 2 === 0)
const sharedFile = (world: AgentWorld) => join(world.root, 'root/.aws/credentials')

async function registeredWorld(): Promise<AgentWorld> {
  const world = await openWorld()
  await world.write(join(world.root, 'etc/machine-id'), 'of the first machine\n')
  await world.register()
  await world.plane.seen.next('RegisterManagedInstance')
  return world
}

describe('registering', () => {
  test('sends activation, fingerprint and key as the stock agent does, in nobody’s name', async () => {
    const world = await openWorld()
    expect(await world.register()).toBe(NODE_ID)
    const seen = await world.plane.seen.next('RegisterManagedInstance')
    const { publicKey } = await testKeys()
    expect(namesOf(seen)).toEqual([
      'Host',
      'User-Agent',
      'Content-Length',
      'Content-Type',
      'X-Amz-Target',
      'Accept-Encoding',
      'Connection',
    ])
    expect(seen.headers['user-agent']).toBe(USER_AGENT)
    const { fingerprint } = await world.readJson(join(world.paths.vault, 'Store/InstanceFingerprint'))
    expect(fingerprint).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(seen.body).toBe(
      '{"ActivationCode":"code-of-the-activation","ActivationId":"11111111-2222-3333-4444-555555555555",' +
        `"Fingerprint":"${String(fingerprint)}","PublicKey":"${publicKey}","PublicKeyType":"Rsa"}`,
    )
  })

  test('leaves files that only their owner reads', async () => {
    const world = await registeredWorld()
    expect(await world.readJson(world.paths.registration)).toEqual({ ManagedInstanceID: NODE_ID, Region: 'eu-west-1' })
    for (const file of ['Manifest', 'Store/RegistrationKey', 'Store/InstanceFingerprint', '../registration']) {
      expect((await stat(join(world.paths.vault, file))).mode & 0o777, file).toBe(0o600)
    }
  })

  test.each([
    ['-code is shorter', { code: 'short' }],
    ['-id is shorter', { id: 'short' }],
  ])('%s than AWS allows: nothing is sent', async (message, options) => {
    const world = await openWorld()
    await expect(world.register(options)).rejects.toThrow(message)
    expect(world.plane.seen.names()).toEqual([])
  })

  test.each(['InvalidActivation', 'ActivationExpired', 'RegistrationLimitExceeded'])(
    'refused with %s fails at once and keeps what was registered before',
    async code => {
      const world = await registeredWorld()
      world.plane.answer('RegisterManagedInstance', refusal(code))
      await expect(world.register()).rejects.toMatchObject({ code })
      expect(world.plane.seen.count('RegisterManagedInstance')).toBe(2)
      world.start()
      expect((await world.plane.seen.next('RequestManagedInstanceRoleToken')).signedBy.accessKeyId).toBe(NODE_ID)
    },
  )

  test('goes on while SSM is busy with the activation', async () => {
    const world = await openWorld()
    const registered = { status: 200, body: { InstanceId: NODE_ID } }
    world.plane.answer('RegisterManagedInstance', refusal('TooManyUpdates'), registered)
    const nodeId = world.register()
    await world.clock.fire('registration')
    expect(await nodeId).toBe(NODE_ID)
  })

  test('where nothing can be saved asks SSM for nothing', async () => {
    const world = await openWorld()
    await world.write(join(world.root, 'var/lib/amazon/ssm'), 'a file where a folder should be')
    await expect(world.register()).rejects.toThrow(/cannot be saved: .*Run as root/)
    expect(world.plane.seen.names()).toEqual([])
  })
})

describe('a registered host', () => {
  test('asks for its role’s credentials with its own key, in chunks as the stock agent, and comes online', async () => {
    const world = await registeredWorld()
    world.start()
    const token = await world.plane.seen.next('RequestManagedInstanceRoleToken')
    expect(token.signedBy.accessKeyId).toBe(NODE_ID)
    expect(namesOf(token)).toEqual([
      'Host',
      'User-Agent',
      'Transfer-Encoding',
      'Authorization',
      'Content-Type',
      'X-Amz-Content-Sha256',
      'X-Amz-Date',
      'X-Amz-Target',
      'Accept-Encoding',
      'Connection',
    ])
    expect(String(token.headers.authorization)).toContain('SignedHeaders=content-type;host;x-amz-date;x-amz-target,')
    await world.plane.seen.next('UpdateInstanceInformation')
    const full = await world.plane.seen.next('UpdateInstanceInformation')
    expect(full.signedBy.accessKeyId).toBe('ASIAROLETOKEN0000000')
    expect(full.input).toMatchObject({ InstanceId: NODE_ID, AvailabilityZone: '', AvailabilityZoneId: '' })
    await world.plane.channels.next('open')
    expect(world.plane.seen.count('bad signature')).toBe(0)
    expect(world.imds.seen.names()).toEqual([])
  })

  test('shares its credentials in the AWS credentials file and leaves other profiles there alone', async () => {
    const world = await registeredWorld()
    await world.write(sharedFile(world), '[other]\naws_access_key_id = OTHER\n\n[default]\naws_access_key_id = OLD\n')
    world.start()
    await world.plane.seen.next('UpdateInstanceInformation')
    expect(readFileSync(sharedFile(world), 'utf8')).toBe(
      '[other]\naws_access_key_id = OTHER\n\n[default]\naws_access_key_id     = ASIAROLETOKEN0000000\n' +
        'aws_secret_access_key = secret/ASIAROLETOKEN0000000\naws_session_token     = token/ASIAROLETOKEN0000000\n',
    )
    expect(await world.readJson(world.paths.runtimeConfig)).toMatchObject({
      InstanceId: NODE_ID,
      IdentityType: 'OnPrem',
      ShareFile: sharedFile(world),
      CredentialSource: 'SSM',
    })
  })

  test('keeps them to itself when Profile.ShareCreds is off, and asks again at half of their life', async () => {
    const world = await registeredWorld()
    await world.configure({ Profile: { ShareCreds: false } })
    world.start()
    await world.plane.channels.next('open')
    await expect(access(sharedFile(world))).rejects.toThrow('ENOENT')
    world.clock.advance(1801)
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    await world.clock.fire('health ping')
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
  })

  test('uses the profile that Profile.ShareProfile names', async () => {
    const world = await registeredWorld()
    await world.configure({ Profile: { ShareProfile: 'fleet' } })
    world.start()
    await world.plane.channels.next('open')
    expect(readFileSync(sharedFile(world), 'utf8')).toMatch(/^\[fleet\]\n/)
  })

  test('is the node and no instance, unless Identity.ConsumptionOrder says otherwise', async () => {
    const world = await registeredWorld()
    await world.configure({ Identity: { ConsumptionOrder: ['EC2', 'OnPrem', 'Mainframe'] } })
    world.start()
    expect((await world.plane.seen.next('RequestManagedInstanceRoleToken')).input['Fingerprint']).toBe(INSTANCE_ID)
  })

  test('needs no call after a restart while its credentials hold', async () => {
    const world = await registeredWorld()
    const first = world.start()
    await world.plane.channels.next('open')
    await first.stop()
    world.start()
    await world.plane.channels.next('open')
    expect(world.plane.seen.count('RequestManagedInstanceRoleToken')).toBe(1)
  })

  test('that was deregistered says what helps, and asks again after half an hour at most', async () => {
    const world = await registeredWorld()
    world.plane.answer('RequestManagedInstanceRoleToken', refusal('AccessDeniedException'))
    world.start()
    expect(await world.line('Not managed')).toContain('register this host anew with a new activation')
    expect(await world.clock.fire('credential refresh')).toBe(1650)
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
  })

  test('asks again within seconds when the plane cannot be reached', async () => {
    const world = await registeredWorld()
    world.plane.answer('RequestManagedInstanceRoleToken', 'hang up')
    world.start()
    for (let retry = 0; retry < 3; retry++) await world.clock.fire('retry of RequestManagedInstanceRoleToken')
    expect(await world.clock.fire('credential refresh')).toBeCloseTo(1.1 + 15, 5)
  })

  test('that is a copy of another one has another fingerprint, which SSM does not take', async () => {
    const world = await registeredWorld()
    const before = await world.readJson(join(world.paths.vault, 'Store/InstanceFingerprint'))
    await writeFile(join(world.root, 'etc/machine-id'), 'of the second machine\n')
    world.plane.answer('RequestManagedInstanceRoleToken', refusal('MachineFingerprintDoesNotMatch'))
    world.start()
    for (let look = 0; look < 2; look++) expect(await world.clock.fire('hardware')).toBe(5)
    const { input } = await world.plane.seen.next('RequestManagedInstanceRoleToken')
    expect(input['Fingerprint']).not.toBe(before['fingerprint'])
    expect(await world.line('Not managed')).toContain('SSM registered another machine under this id')
  })

  test('whose token answer is unreadable goes on trying', async () => {
    const world = await registeredWorld()
    const token = { status: 200, body: roleToken('2026-11-22T01:00:00Z') }
    world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body: { AccessKeyId: 'ASIA' } }, token)
    world.start()
    await world.clock.fire('credential refresh')
    await world.plane.channels.next('open')
  })
})
