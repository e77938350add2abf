import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openWorld, type AgentWorld } from '../../test/agent-world.ts'
import { credentialsPage, INSTANCE_ID } from '../../test/scripted-imds.ts'
import { stockTiming } from '../config/timing.ts'
import { ImdsClient } from '../identity/imds-client.ts'
import { CredentialStore } from './credential-store.ts'
import type { Credentials } from './credentials.ts'
import { identityRoleCredentials } from './metadata-credentials.ts'
import { findSharedFile } from './shared-file.ts'
import { workerCredentials } from './worker-credentials.ts'

const signal = new AbortController().signal

const token = (accessKeyId: string, minutes: number): Credentials => ({
  accessKeyId,
  secretAccessKey: 'secret/with=and+/',
  sessionToken: 'token==',
  expiresAt: new Date(Date.parse('2026-11-22T00:00:00Z') + minutes * 60_000),
})

function open(world: AgentWorld) {
  const { clock } = world
  const imds = new ImdsClient({ ...world.peers, endpoint: world.imds.endpoint })
  const store = new CredentialStore({
    identityType: 'EC2',
    runtimeConfig: world.paths.runtimeConfig,
    shareFile: world.paths.sharedCredentials,
    shareProfile: '',
    clock,
  })
  return { clock, imds, store, source: workerCredentials({ store, imds, clock, timing: stockTiming }) }
}

test('shared credentials are kept until ten minutes before they expire, then read again', async () => {
  const { clock, store, source } = open(await openWorld())
  await store.save(INSTANCE_ID, { origin: 'SSM', credentials: token('FIRST', 60) })
  expect(await source.get(signal)).toEqual(token('FIRST', 60))
  await store.save(INSTANCE_ID, { origin: 'SSM', credentials: token('SECOND', 90) })
  clock.advance(49 * 60)
  expect((await source.get(signal)).accessKeyId).toBe('FIRST')
  clock.advance(60)
  expect((await source.get(signal)).accessKeyId).toBe('SECOND')
})

test('credentials with less than ten minutes to live are kept to their end', async () => {
  const { clock, store, source } = open(await openWorld())
  await store.save(INSTANCE_ID, { origin: 'SSM', credentials: token('FIRST', 5) })
  await source.get(signal)
  await store.save(INSTANCE_ID, { origin: 'SSM', credentials: token('SECOND', 90) })
  clock.advance(299)
  expect((await source.get(signal)).accessKeyId).toBe('FIRST')
  clock.advance(1)
  expect((await source.get(signal)).accessKeyId).toBe('SECOND')
})

test('expired or lost shared credentials are an error, not a reason to look elsewhere', async () => {
  const world = await openWorld()
  world.imds.attachProfile()
  const { clock, store, source } = open(world)
  await store.save(INSTANCE_ID, { origin: 'SSM', credentials: token('FIRST', 5) })
  await rm(world.paths.sharedCredentials)
  await expect(source.get(signal)).rejects.toThrow('holds no credentials')
  clock.advance(300)
  await expect(source.get(signal)).rejects.toThrow('expired')
  await rm(world.paths.runtimeConfig)
  await expect(source.get(signal)).rejects.toThrow('identity_config.json is missing')
})

test('instance profile credentials come from the metadata service and are kept for half an hour', async () => {
  const world = await openWorld()
  world.imds.attachProfile()
  const { clock, store, source } = open(world)
  await store.save(INSTANCE_ID, { origin: 'EC2', expiresAt: new Date('2026-11-22T01:00:00Z') })
  await source.get(signal)
  world.imds.put('meta-data/iam/security-credentials/LabRole', credentialsPage('ROTATED', '2026-11-22T09:00:00Z'))
  clock.advance(1799)
  expect((await source.get(signal)).accessKeyId).toBe('ASIAINSTANCEPROFILE0')
  clock.advance(1)
  expect((await source.get(signal)).accessKeyId).toBe('ROTATED')
})

test('instance identity credentials are read again at half of their remaining life', async () => {
  const world = await openWorld()
  const path = 'meta-data/identity-credentials/ec2/security-credentials/ec2-instance'
  world.imds.put(path, credentialsPage('FIRST', '2026-11-22T02:00:00Z'))
  const { clock, imds } = open(world)
  const source = identityRoleCredentials(imds, clock)
  await source.get(signal)
  world.imds.put(path, credentialsPage('SECOND', '2026-11-22T09:00:00Z'))
  clock.advance(3599)
  expect((await source.get(signal)).accessKeyId).toBe('FIRST')
  clock.advance(1)
  expect((await source.get(signal)).accessKeyId).toBe('SECOND')
})

test('only the named profile of a shared file counts', async () => {
  const world = await openWorld()
  const path = world.paths.sharedCredentials
  const keys = 'aws_access_key_id = ID\naws_secret_access_key=SECRET\naws_session_token = T=='
  const expiresAt = new Date()
  await world.write(path, `; comment\n[other]\naws_access_key_id = OTHER\n[default]\n${keys}\n`)
  expect(await findSharedFile(path, '', expiresAt)).toMatchObject({ accessKeyId: 'ID', sessionToken: 'T==' })
  await world.write(path, `[other]\n${keys}\n[default]\naws_access_key_id = ID\n`)
  expect(await findSharedFile(path, '', expiresAt)).toBeUndefined()
})
