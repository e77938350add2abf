// A session token has one spelling: opened tokens are remembered, and nobody may fill that memory with one token.
import { randomBytes } from 'node:crypto'
import { createSealing } from '@hostler/plane/identity/sealing'
import { expect, test } from 'vitest'

test('only the very text that was sealed is opened', () => {
  const sealing = createSealing(randomBytes(32))
  const sealed = sealing.seal('secret', 'bound')
  expect(sealing.open(sealed, 'bound')).toBe('secret')
  for (const spelling of [`${sealed}!`, ` ${sealed}`, `${sealed.slice(0, 8)}\n${sealed.slice(8)}`, `${sealed}====`]) {
    expect(sealing.open(spelling, 'bound')).toBeUndefined()
  }
  expect(sealing.open(sealed, 'other')).toBeUndefined()
})
