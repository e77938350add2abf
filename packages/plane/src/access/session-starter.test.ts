import { expect, test } from 'vitest'
import type { RoleCaller } from '../identity/caller.ts'
import { readStarter, writeStarter } from './session-starter.ts'

const facts = { region: 'eu-west-1', secure: true, userAgent: 'aws-cli/2', sourceIp: '203.0.113.9' }
const role: RoleCaller = {
  kind: 'role',
  accountId: '111122223333',
  arn: 'arn:aws:sts::111122223333:assumed-role/Ops/ada',
  userId: 'AROAOPS:ada',
  accessKeyId: 'ASIAEXAMPLE',
  entityId: 'AROAOPS',
  roleArn: 'arn:aws:iam::111122223333:role/Ops',
  session: { name: 'ada', issuedAt: new Date(1_000), expiresAt: new Date(2_000), policy: '{}' },
}

test('who started a session reads back as it was written, dates as dates', () => {
  expect(readStarter(writeStarter({ caller: role, facts, documentName: 'AWS-StartInteractiveCommand' }))).toEqual({
    caller: role,
    facts,
    documentName: 'AWS-StartInteractiveCommand',
  })
  expect(readStarter(writeStarter({ caller: role, facts }))).toEqual({ caller: role, facts })
})

test.each(['', '{', 'null', '[]', '7', '{}', '{"caller":{"kind":"root"}}'])('%j was written by nobody', text => {
  expect(readStarter(text)).toBeUndefined()
})
