import { mkdir, rm, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { openWorld, type AgentWorld } from '../../test/agent-world.ts'
import { refusal, roleToken, type Answer } from '../../test/scripted-plane.ts'

const ROLES = 'meta-data/iam/security-credentials/'

type Row = {
  name: string
  arrange: (world: AgentWorld) => void
  /** SDK retries before the error counts. */
  retries?: number
  /** Pings the core sends, retries included. */
  pings: number
  cause: string
}

const ping =
  (...answers: Answer[]) =>
  (world: AgentWorld) => {
    world.imds.attachProfile()
    world.plane.answer('UpdateInstanceInformation', ...answers)
  }

describe('an instance profile that does not count leads on to Default Host Management', () => {
  const rows: Pick<Row, 'name' | 'arrange' | 'pings'>[] = [
    {
      name: 'SSM answers the ping with AccessDeniedException',
      arrange: ping(refusal('AccessDeniedException')),
      pings: 1,
    },
    {
      name: 'SSM answers the ping with AccessDeniedException in a namespace',
      arrange: ping(refusal('com.amazonaws.ssm#AccessDeniedException')),
      pings: 1,
    },
    { name: 'there is no instance profile', arrange: () => {}, pings: 0 },
    { name: 'the metadata service fails for the role list', arrange: w => w.imds.put(ROLES, '', 400), pings: 0 },
    {
      name: 'the metadata service fails for the role',
      arrange: w => w.imds.put(ROLES, 'RoleWithoutCredentials'),
      pings: 0,
    },
    {
      name: 'EC2 may not assume the role',
      arrange: w => w.imds.attachProfile('LabRole', { Code: 'AssumeRoleUnauthorizedAccess' }),
      pings: 0,
    },
  ]
  test.each(rows)('when $name', async ({ arrange, pings }) => {
    const world = await openWorld()
    arrange(world)
    world.start()
    await world.plane.seen.next('RequestManagedInstanceRoleToken')
    const core = world.plane.seen.all.filter(
      ({ name, what }) => name === 'UpdateInstanceInformation' && what.signedBy.accessKeyId === 'ASIAINSTANCEPROFILE0',
    )
    expect(core).toHaveLength(pings)
  })
})

describe('any other trouble with the instance profile rules out Default Host Management', () => {
  const rows: Row[] = [
    ...['ValidationException', 'InvalidInstanceId', 'UnrecognizedClientException', 'InvalidSignatureException'].map(
      code => ({ name: code, arrange: ping(refusal(code)), pings: 1, cause: code }),
    ),
    { name: 'throttling', arrange: ping(refusal('ThrottlingException')), retries: 3, pings: 4, cause: 'Throttling' },
    {
      name: 'ExpiredTokenException',
      arrange: ping(refusal('ExpiredTokenException')),
      retries: 3,
      pings: 4,
      cause: 'Expired',
    },
    { name: 'a 500', arrange: ping(refusal('InternalServerError', 500)), retries: 3, pings: 4, cause: 'Internal' },
    {
      name: 'a 503 that is no JSON',
      arrange: ping({ status: 503, body: '<html>' }),
      retries: 3,
      pings: 4,
      cause: '503',
    },
    { name: 'a 403 that is no JSON', arrange: ping({ status: 403, body: 'denied' }), pings: 1, cause: '403' },
    { name: 'a broken connection', arrange: ping('hang up'), retries: 3, pings: 4, cause: 'RequestError' },
    { name: 'an empty role list', arrange: w => w.imds.put(ROLES, ''), pings: 0, cause: 'EmptyEC2RoleList' },
    {
      name: 'another code for the role',
      arrange: w => w.imds.attachProfile('LabRole', { Code: 'InternalFailure' }),
      pings: 0,
      cause: 'InternalFailure',
    },
    {
      name: 'role credentials that are no JSON',
      arrange: w => {
        w.imds.attachProfile()
        w.imds.put(`${ROLES}LabRole`, 'LabRole')
      },
      pings: 0,
      cause: 'SerializationError',
    },
    {
      name: 'role credentials that would break a header',
      arrange: w => w.imds.attachProfile('LabRole', { Token: 'two\r\nlines' }),
      pings: 0,
      cause: 'SerializationError',
    },
  ]
  test.each(rows)('when it is $name', async ({ arrange, retries = 0, pings, cause }) => {
    const world = await openWorld()
    arrange(world)
    world.start()
    for (let retry = 0; retry < retries; retry++) await world.clock.fire('retry of UpdateInstanceInformation')
    expect(await world.clock.whenSleeping('credential refresh')).toBe(300)
    const line = await world.line('Not managed')
    expect(line).toContain(cause)
    expect(line).toContain('rules out Default Host Management')
    expect(line).toMatch(/Next try in 300 s, at 2026-11-22T00:\d\d:/)
    expect(world.plane.seen.count('RequestManagedInstanceRoleToken')).toBe(0)
    expect(world.plane.seen.count('UpdateInstanceInformation')).toBe(pings)
    expect(world.plane.seen.count('GetMessages')).toBe(0)
    expect((await world.readJson(world.paths.runtimeConfig))['CredentialSource']).toBe('None')
  })
})

describe('when Default Host Management gives nothing', () => {
  test.each(['AccessDeniedException', 'MachineFingerprintDoesNotMatch'])(
    '%s waits 25 to 30 minutes each time',
    async code => {
      const world = await openWorld()
      world.plane.answer('RequestManagedInstanceRoleToken', refusal(code))
      world.start()
      expect(await world.clock.fire('credential refresh')).toBe(1650)
      expect(await world.clock.fire('credential refresh')).toBe(1650)
      expect(await world.line('Not managed')).toContain(code)
    },
  )

  test('a refusal tells how to turn it on', async () => {
    const world = await openWorld()
    world.plane.answer('RequestManagedInstanceRoleToken', refusal('AccessDeniedException', 400, 'not configured'))
    world.start()
    const line = await world.line('Not managed')
    expect(line).toContain('there is no usable instance profile')
    expect(line).toContain('AccessDeniedException: not configured')
    expect(line).toContain('turn on Default Host Management')
  })

  test.each<[string, Answer]>([
    ['another error', refusal('ValidationException')],
    ['an answer without credentials', { status: 200, body: {} }],
    ['an answer without expiry', { status: 200, body: { ...roleToken(0), TokenExpirationDate: null } }],
    ['an answer with an absurd expiry', { status: 200, body: roleToken(1e300) }],
    ['an answer with a number for a key', { status: 200, body: { ...roleToken(2e9), AccessKeyId: 1 } }],
    ['an answer that is a list', { status: 200, body: '[]' }],
    ['an answer that is no JSON', { status: 200, body: '<html>' }],
  ])('%s waits five minutes, then about ten', async (_name, answer) => {
    const world = await openWorld()
    world.plane.answer('RequestManagedInstanceRoleToken', answer)
    world.start()
    expect(await world.clock.fire('credential refresh')).toBe(300)
    expect(await world.clock.whenSleeping('credential refresh')).toBeCloseTo(570)
  })

  test('a host that could not register yet waits five minutes', async () => {
    const world = await openWorld()
    world.plane.answer('RegisterManagedInstance', refusal('AccessDeniedException'))
    world.start()
    expect(await world.clock.whenSleeping('credential refresh')).toBe(300)
    expect(await world.line('Not managed')).toContain('ec2 instance not yet registered')
    expect(world.plane.seen.count('RequestManagedInstanceRoleToken')).toBe(0)
  })

  test('the first success after failures starts the ladder from the bottom again', async () => {
    const world = await openWorld()
    const bad = refusal('ValidationException')
    const good: Answer = { status: 200, body: roleToken('2026-11-22T12:00:00Z') }
    world.plane.answer('RequestManagedInstanceRoleToken', bad, bad, good, bad)
    world.start()
    await world.clock.fire('credential refresh')
    await world.clock.fire('credential refresh')
    await world.line('come from Default Host Management')
    await world.clock.fire('credential refresh')
    expect(await world.clock.whenSleeping('credential refresh')).toBe(300)
  })
})

test('a role token may name its expiry as a date text', async () => {
  const world = await openWorld()
  const body = { ...roleToken(0), TokenExpirationDate: '2026-11-22T00:10:00Z' }
  world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body })
  world.start()
  expect(await world.clock.whenSleeping('credential refresh')).toBe(300)
})

test('a role token that is expired already does not make the agent ask without pause', async () => {
  const world = await openWorld()
  world.plane.answer('RequestManagedInstanceRoleToken', { status: 200, body: roleToken(1) })
  world.start()
  expect(await world.clock.whenSleeping('credential refresh')).toBe(1)
})

test('credentials that cannot be written are tried five times more, then count as a failure', async () => {
  const world = await openWorld()
  world.start()
  await world.clock.whenSleeping('credential refresh')
  await rm(world.paths.sharedCredentials)
  await mkdir(world.paths.sharedCredentials)
  await writeFile(`${world.paths.sharedCredentials}/in-the-way`, '')
  await world.clock.fire('credential refresh')
  const waits: number[] = []
  for (let retry = 0; retry < 5; retry++) waits.push(await world.clock.fire('credentials write'))
  expect(waits).toEqual([0.1, 0.2, 0.4, 0.8, 1.6])
  expect(await world.clock.whenSleeping('credential refresh')).toBe(300)
})

test('API retries wait 1 to 1.5, 2 to 3 and 4 to 6 seconds', async () => {
  const world = await openWorld()
  ping(refusal('ThrottlingException'))(world)
  world.start()
  const waits: number[] = []
  for (let retry = 0; retry < 3; retry++) waits.push(await world.clock.fire('retry of UpdateInstanceInformation'))
  expect(waits).toEqual([1.25, 2.5, 5])
})
