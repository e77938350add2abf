// A change whose event cannot be written must not be reported as a success, though it is done.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane } from '@hostler/testkit/test-plane'
import { expect, test } from 'vitest'

test('a change answers 500 while the audit trail cannot be written, and reads go on', async () => {
  await using plane = await startTestPlane()
  const database = new DatabaseSync(join(plane.dataDir, 'plane.db'))
  database.exec('ALTER TABLE audit_event RENAME TO audit_event_away')
  const create = (UserName: string) => plane.admin.iam.send(new CreateUserCommand({ UserName }))
  expect(await refusal(create('ada'))).toMatchObject({ code: 'InternalFailure', status: 500 })
  expect((await plane.admin.iam.send(new GetUserCommand({ UserName: 'ada' }))).User!.UserName).toBe('ada')
  database.exec('ALTER TABLE audit_event_away RENAME TO audit_event')
  database.close()
  expect((await create('bob')).User!.UserName).toBe('bob')
})
