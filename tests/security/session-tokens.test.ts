// Session tokens say what was put in and have one spelling: opened tokens are remembered, and nobody may fill that
// memory with one token.
import { randomBytes } from 'node:crypto'
import { createSealing } from '@hostler/plane/identity/sealing'
import { createSessionTokens, type SessionSubject } from '@hostler/plane/identity/session-tokens'
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

test('a session comes out of its token as it went in, whatever its tags are called', () => {
  const tokens = createSessionTokens(createSealing(randomBytes(32)))
  const issuedAt = new Date('2026-11-22T00:00:00Z')
  const expiresAt = new Date('2026-11-22T01:00:00Z')
  const tags = { issuedAt: '2000', expiresAt: 'never', ['__proto__']: 'x' }
  const session = { name: 'session', issuedAt, expiresAt, tags }
  const subject: SessionSubject = { kind: 'role', accountId: '111122223333', roleId: 'AROA', session }
  const opened = tokens.open(tokens.issue(subject).sessionToken)
  expect(opened).toMatchObject({ subject, expiresAt })
  expect(Object.entries((opened!.subject as typeof subject & { kind: 'role' }).session.tags!)).toEqual(
    Object.entries(tags),
  )
})
