import { access, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openWorld, testKeys } from '../test/agent-world.ts'
import { INSTANCE_ID } from '../test/scripted-imds.ts'
import { refusal, roleToken } from '../test/scripted-plane.ts'

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

describe('a host without an instance profile', () => {
  test('registers, gets Default Host Management credentials and comes online by itself', async () => {
    const world = await openWorld()
    world.start()
    const registration = await world.plane.seen.next('RegisterManagedInstance')
    const token = await world.plane.seen.next('RequestManagedInstanceRoleToken')
    const emptyPing = await world.plane.seen.next('UpdateInstanceInformation')
    const fullPing = await world.plane.seen.next('UpdateInstanceInformation')
    await world.plane.channels.next('open')

    expect(registration.signedBy.accessKeyId).toBe('ASIAINSTANCEIDENTITY')
    expect(token.signedBy.accessKeyId).toBe('ASIAINSTANCEIDENTITY')
    expect(emptyPing.signedBy.accessKeyId).toBe('ASIAROLETOKEN0000000')
    expect(fullPing.input).toMatchObject({ InstanceId: INSTANCE_ID, AgentStatus: 'Active' })
    expect(world.plane.seen.count('bad signature')).toBe(0)
    expect(world.imds.seen.count('GET meta-data/iam/security-credentials/')).toBe(1)
  })

  test('keeps registration, credentials and state in the files of the stock agent', async () => {
    const world = await openWorld()
    world.start()
    await world.plane.seen.next('UpdateInstanceInformation')
    const { publicKey, privateKey } = await testKeys()

    const manifest = await world.readJson(join(world.paths.vault, 'EC2Manifest'))
    expect(manifest).toEqual({ EC2RegistrationKey: join(world.paths.vault, 'Store/EC2RegistrationKey') })
    expect(await world.readJson(String(manifest['EC2RegistrationKey']))).toEqual({
      instanceID: INSTANCE_ID,
      region: 'eu-west-1',
      instanceType: '',
      availabilityZone: '',
      privateKey,
      publicKey,
      privateKeyType: 'Rsa',
      privateKeyCreatedDate: '2026-11-22 00:00:00.000 +0000 UTC',
    })
    expect(await world.readJson(world.paths.runtimeConfig)).toEqual({
      SchemaVersion: '1.1',
      InstanceId: INSTANCE_ID,
      IdentityType: 'EC2',
      ShareFile: world.paths.sharedCredentials,
      ShareProfile: '',
      CredentialsExpiresAt: '2026-11-22T01:00:00.000Z',
      CredentialsRetrievedAt: '2026-11-22T00:00:00.000Z',
      CredentialSource: 'SSM',
    })
  })

  test('renews its credentials at half of their life and asks for the profile first', async () => {
    const world = await openWorld()
    world.start()
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body: roleToken('2026-11-22T00:34:00Z') })
    expect(await world.clock.fire('credential refresh')).toBe(1800)
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    expect(world.imds.seen.count('GET meta-data/iam/security-credentials/')).toBe(2)
    expect(await world.clock.whenSleeping('credential refresh')).toBe(120)
  })

  test('switches to an instance profile that appears, and back when it goes', async () => {
    const world = await openWorld()
    world.start()
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    world.imds.attachProfile()
    await world.clock.fire('credential refresh')
    await world.line('come from the instance profile')
    const flipped = await world.readJson(world.paths.runtimeConfig)
    expect(flipped).toMatchObject({ CredentialSource: 'EC2', ShareFile: '' })
    await world.clock.whenSleeping('credential refresh')
    expect(await exists(world.paths.sharedCredentials)).toBe(false)

    world.imds.detachProfile()
    world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body: roleToken('2026-11-22T03:00:00Z') })
    await world.clock.fire('credential refresh')
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    await world.clock.whenSleeping('credential refresh')
    const back = await world.readJson(world.paths.runtimeConfig)
    expect(back).toMatchObject({ CredentialSource: 'SSM', ShareFile: world.paths.sharedCredentials })
    expect(await exists(world.paths.sharedCredentials)).toBe(true)
  })
})

describe('a host with an instance profile', () => {
  test('is managed with it, pings again every half hour and never asks for a role token', async () => {
    const world = await openWorld()
    world.imds.attachProfile()
    world.start()
    const corePing = await world.plane.seen.next('UpdateInstanceInformation')
    expect(corePing.signedBy.accessKeyId).toBe('ASIAINSTANCEPROFILE0')
    expect(await world.clock.whenSleeping('credential refresh')).toBe(1800)
    await world.plane.channels.next('open')
    expect(world.plane.seen.count('RegisterManagedInstance')).toBe(1)
    expect(world.plane.seen.count('RequestManagedInstanceRoleToken')).toBe(0)
    expect(await exists(world.paths.sharedCredentials)).toBe(false)
  })
})

describe('a restarted agent', () => {
  test('works at once with credentials that still hold, without registering or asking for new ones', async () => {
    const world = await openWorld()
    await world.start().stop()
    const first = world.start()
    await world.plane.channels.next('open')
    await first.stop()
    const before = world.plane.seen.all.length
    world.clock.advance(600)

    world.start()
    await world.plane.channels.next('open')
    const after = world.plane.seen.names().slice(before)
    expect(after).not.toContain('RegisterManagedInstance')
    expect(after).not.toContain('RequestManagedInstanceRoleToken')
    expect(await world.clock.whenSleeping('credential refresh')).toBe(1200)
  })

  test('asks anew when its credentials have expired in the meantime', async () => {
    const world = await openWorld()
    const first = world.start()
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    await world.clock.whenSleeping('credential refresh')
    await first.stop()
    world.clock.advance(3601)
    world.start()
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
  })

  test('starts afresh when its disk was copied from another host, but offers the key it has', async () => {
    const world = await openWorld()
    const first = world.start()
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    await world.clock.whenSleeping('credential refresh')
    await first.stop()
    world.imds.put('meta-data/instance-id', 'i-0fedcba9876543210')
    world.start()
    await world.plane.seen.next('RegisterManagedInstance')
    const second = await world.plane.seen.next('RegisterManagedInstance')
    expect(second.input['Fingerprint']).toBe('i-0fedcba9876543210')
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    expect(world.keysMade).toBe(1)
  })
})

describe('a host whose registration folder is deleted', () => {
  const loseFolder = async (world: Awaited<ReturnType<typeof openWorld>>) => {
    const agent = world.start()
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    await world.clock.whenSleeping('credential refresh')
    await rm(dirname(world.paths.vault), { recursive: true })
    return agent
  }

  test('stays managed while its agent runs, because the agent remembers the key', async () => {
    const world = await openWorld()
    await loseFolder(world)
    await world.clock.fire('credential refresh')
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
  })

  test('offers a new key after a restart and is managed again if the plane takes it', async () => {
    const world = await openWorld()
    const agent = await loseFolder(world)
    await agent.stop()
    world.start()
    await world.plane.seen.next('RegisterManagedInstance')
    await world.plane.seen.next('RegisterManagedInstance')
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    expect(world.keysMade).toBe(2)
  })

  test('loses Default Host Management after a restart if the plane keeps to the first key, and says so', async () => {
    const world = await openWorld()
    const agent = await loseFolder(world)
    await agent.stop()
    world.plane.answer('RegisterManagedInstance', refusal('InstanceAlreadyRegistered'))
    world.start()
    const line = await world.line('lost its registration folder')
    expect(line).toContain('Not managed')
    expect(line).toContain('create the host anew')
    expect(await world.clock.whenSleeping('credential refresh')).toBe(300)
    expect(world.clock.isSleeping('registration')).toBe(false)
    expect(world.plane.seen.count('RequestManagedInstanceRoleToken')).toBe(1)
  })

  test('is managed all the same once an instance profile is attached', async () => {
    const world = await openWorld()
    const agent = await loseFolder(world)
    await agent.stop()
    world.plane.answer('RegisterManagedInstance', refusal('InstanceAlreadyRegistered'))
    world.start()
    world.imds.attachProfile()
    await world.clock.fire('credential refresh')
    await world.line('come from the instance profile')
  })
})

describe('a process that is no EC2 host', () => {
  test('ends with a clear line when there is no metadata service of version 2', async () => {
    const world = await openWorld()
    world.imds.tokenPage = { status: 403, body: 'version 1 only' }
    const agent = world.start()
    await world.clock.fire('identity retry')
    await world.clock.fire('identity retry')
    expect(await agent.finished).toBe('no-identity')
    expect(await world.line('Not managed')).toContain('version 2')
  })

  test('refuses a configuration file that is not one', async () => {
    const world = await openWorld()
    await world.write(world.paths.config, '{"Ssm": ')
    await expect(world.start().finished).rejects.toThrow('amazon-ssm-agent.json: it is not JSON')
  })
})

test('stopping ends every wait and every connection', async () => {
  const world = await openWorld()
  const agent = world.start()
  const { frames } = await world.plane.channels.next('open')
  await agent.stop()
  expect(await agent.finished).toBe('stopped')
  await frames.next('close')
})
