import { rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openWorld } from '../../test/agent-world.ts'
import { refusal } from '../../test/scripted-plane.ts'

const IDENTITY_ROLE = 'meta-data/identity-credentials/ec2/security-credentials/ec2-instance'

test('registration is tried again for ever: 15 seconds first, then twice as long once that is more', async () => {
  const world = await openWorld()
  world.imds.attachProfile()
  world.plane.answer('RegisterManagedInstance', refusal('AccessDeniedException'))
  world.start()
  const waits: number[] = []
  for (let attempt = 0; attempt < 19; attempt++) waits.push(await world.clock.fire('registration'))
  const expected = [
    15, 15, 15, 15, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 65536, 65536,
  ]
  expect(waits.map(wait => Math.round(wait * 1000))).toEqual(expected.map(seconds => Math.round(seconds * 1100)))
})

test('registration is attempted on a host that its instance profile manages already', async () => {
  const world = await openWorld()
  world.imds.attachProfile()
  world.start()
  await world.plane.channels.next('open')
  expect(world.plane.seen.names()[0]).toBe('RegisterManagedInstance')
})

test('credentials are not asked for before the first attempt to register is over', async () => {
  const world = await openWorld()
  world.plane.answer('RegisterManagedInstance', refusal('ThrottlingException'))
  world.start()
  await world.clock.whenSleeping('retry of RegisterManagedInstance')
  expect(world.imds.seen.count('GET meta-data/iam/security-credentials/')).toBe(0)
})

test('a key whose registration failed is offered again, not replaced', async () => {
  const world = await openWorld()
  world.plane.answer('RegisterManagedInstance', refusal('ValidationException'))
  const first = world.start()
  await world.clock.whenSleeping('registration')
  await first.stop()
  world.plane.answers.set('RegisterManagedInstance', () => ({ status: 200, body: { InstanceId: 'anything' } }))
  world.start()
  const one = await world.plane.seen.next('RegisterManagedInstance')
  const two = await world.plane.seen.next('RegisterManagedInstance')
  expect(two.input['PublicKey']).toBe(one.input['PublicKey'])
  expect(world.keysMade).toBe(1)
})

test('a registration that succeeds late gives credentials at the next refresh', async () => {
  const world = await openWorld()
  const registered = world.plane.answers.get('RegisterManagedInstance')!
  world.plane.answer('RegisterManagedInstance', refusal('ValidationException'))
  world.start()
  await world.clock.whenSleeping('credential refresh')
  world.plane.answers.set('RegisterManagedInstance', registered)
  await world.clock.fire('registration')
  await world.line('Registered')
  await world.clock.fire('credential refresh')
  await world.plane.seen.next('RequestManagedInstanceRoleToken')
})

test('InstanceAlreadyRegistered ends the attempts and saves nothing', async () => {
  const world = await openWorld()
  world.plane.answer('RegisterManagedInstance', refusal('InstanceAlreadyRegistered'))
  world.start()
  await world.clock.whenSleeping('credential refresh')
  expect(world.clock.isSleeping('registration')).toBe(false)
  const entry = await world.readJson(`${world.paths.vault}/Store/EC2RegistrationKey`)
  expect(entry['instanceID']).toBe('')
})

test.each([{}, '[]', 'not JSON', { InstanceId: 7 }])('the answer %j counts as a failure', async body => {
  const world = await openWorld()
  world.plane.answer('RegisterManagedInstance', { status: 200, body })
  world.start()
  await world.clock.whenSleeping('registration')
})

test.each([
  ['missing', (world: Awaited<ReturnType<typeof openWorld>>) => world.imds.pages.delete(IDENTITY_ROLE)],
  ['not JSON', (world: Awaited<ReturnType<typeof openWorld>>) => world.imds.put(IDENTITY_ROLE, 'credentials')],
  ['failed', (world: Awaited<ReturnType<typeof openWorld>>) => world.imds.put(IDENTITY_ROLE, '{"Code":"Failed"}')],
])('without instance identity credentials (%s) nothing is registered and five minutes pass', async (_name, arrange) => {
  const world = await openWorld()
  arrange(world)
  world.start()
  await world.clock.whenSleeping('registration')
  expect(await world.clock.whenSleeping('credential refresh')).toBe(300)
  expect(world.plane.seen.all).toHaveLength(0)
})

test('a torn vault is replaced by a new registration', async () => {
  const world = await openWorld()
  const first = world.start()
  await world.clock.whenSleeping('credential refresh')
  await first.stop()
  await writeFile(`${world.paths.vault}/Store/EC2RegistrationKey`, '{"instanceID":"i-0123')
  await rm(world.paths.runtimeConfig)
  world.start()
  await world.plane.seen.next('RegisterManagedInstance')
  await world.plane.seen.next('RegisterManagedInstance')
  await world.line('Managed:')
})
