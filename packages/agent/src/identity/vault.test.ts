import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Vault } from './vault.ts'

async function openVault(): Promise<{ folder: string; vault: Vault }> {
  const parent = await mkdtemp(join(tmpdir(), 'hostler-vault-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  const folder = join(parent, 'Vault')
  return { folder, vault: new Vault(folder, 'EC2') }
}

const REGISTRATION = {
  instanceId: 'i-0123456789abcdef0',
  region: 'eu-west-1',
  keys: { privateKey: 'private', publicKey: 'public' },
}

test('what was saved is found', async () => {
  const { vault } = await openVault()
  expect(await vault.find()).toBeUndefined()
  await vault.save(REGISTRATION, new Date())
  expect(await vault.find()).toEqual(REGISTRATION)
})

test('only the owner can read the key', async () => {
  const { folder, vault } = await openVault()
  await vault.save(REGISTRATION, new Date())
  const mode = async (path: string) => (await stat(join(folder, path))).mode & 0o777
  expect(await mode('.')).toBe(0o700)
  expect(await mode('Store')).toBe(0o700)
  expect(await mode('EC2Manifest')).toBe(0o600)
  expect(await mode('Store/EC2RegistrationKey')).toBe(0o600)
})

test('an entry without a private key is no registration', async () => {
  const { vault } = await openVault()
  await vault.save({ ...REGISTRATION, keys: { privateKey: '', publicKey: 'public' } }, new Date())
  expect(await vault.find()).toBeUndefined()
})
