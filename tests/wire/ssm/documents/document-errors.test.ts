import { CreateDocumentCommand, DeleteDocumentCommand, UpdateDocumentDefaultVersionCommand } from '@aws-sdk/client-ssm'
import { refusal } from '@hostler/testkit/refusal'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandContent, create, get, shell, update } from './documents.ts'

let plane: TestPlane
beforeAll(async () => {
  plane = await startTestPlane()
  await create(plane.admin, 'there', { VersionName: 'first' })
  await update(plane.admin, 'there')
})
afterAll(() => plane.close())

const refused = (code: string, message: unknown = expect.any(String)) => ({ code, status: 400, message })
const remove = (Name: string, input: object = {}) => plane.admin.ssm.send(new DeleteDocumentCommand({ Name, ...input }))

describe('CreateDocument answers', () => {
  test('DocumentAlreadyExists for a name that is taken', async () => {
    const message = 'Document with same name there already exists'
    expect(await refusal(create(plane.admin, 'there'))).toEqual(refused('DocumentAlreadyExists', message))
  })

  test('MaxDocumentSizeExceeded for more than 64 KiB', async () => {
    const size = (length: number) =>
      create(plane.admin, `size-${length}`, { Content: shell('x'.repeat(length - shell('').length)) })
    expect(await refusal(size(65_537))).toEqual(
      refused('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.'),
    )
    await size(65_536)
  })

  test.each([
    [{ Content: '{a}' }, 'JSON not well-formed. at Line: 1, Column: 2'],
    [{ Content: 'a: [', DocumentFormat: 'YAML' as const }, 'YAML not well-formed. at Line: 1'],
    [{ Content: 'x', DocumentFormat: 'TEXT' as const }, 'TEXT is not supported'],
    [{ DocumentType: 'Package' as const }, 'Documents of type Package are not supported: nothing here could run one.'],
    [{ DocumentType: 'ChangeCalendar' as const }, 'ChangeCalendar'],
    [
      { Content: '{"schemaVersion":"1.0","sessionType":"Standard_Stream","inputs":{"runAsEnabled":"maybe"}}' },
      'inputs.runAsEnabled',
    ],
    [
      { DocumentType: 'Automation' as const, Content: '{"schemaVersion":"3.0"}' },
      'Document schema version is invalid. Value: 3.0',
    ],
  ])('InvalidDocumentContent for %j', async (input, message) => {
    expect(await refusal(create(plane.admin, 'bad', input))).toEqual(
      refused('InvalidDocumentContent', expect.stringContaining(message)),
    )
  })

  test('InvalidDocumentSchemaVersion for a schema that does not go with the type, or that no type goes with', async () => {
    const Content = JSON.stringify(commandContent())
    const mistyped = create(plane.admin, 'bad', { Content })
    expect(await refusal(mistyped)).toEqual(refused('InvalidDocumentSchemaVersion'))
    const untyped = plane.admin.ssm.send(new CreateDocumentCommand({ Name: 'bad', Content }))
    expect(await refusal(untyped)).toEqual(
      refused('InvalidDocumentSchemaVersion', 'Document type is required for schema version 2.2'),
    )
    const first = JSON.stringify({ schemaVersion: '1.2', runtimeConfig: { 'aws:runShellScript': {} } })
    const made = await plane.admin.ssm.send(new CreateDocumentCommand({ Name: 'first-schema', Content: first }))
    expect(made.DocumentDescription).toMatchObject({ DocumentType: 'Command', SchemaVersion: '1.2' })
  })

  test('ValidationException for AWS’s names, attachments, required documents and tags that nobody may give', async () => {
    for (const name of ['AWS-Mine', 'aws-mine', 'AmazonMine', 'amzn-mine', 'AWSSupport-x']) {
      expect(await refusal(create(plane.admin, name))).toEqual(
        refused('ValidationException', `Document name ${name} begins with a reserved prefix.`),
      )
    }
    const inputs = [
      { Attachments: [{ Key: 'SourceUrl' as const, Values: ['s3://x'] }] },
      { Requires: [{ Name: 'other' }] },
      { Tags: [{ Key: 'aws:x', Value: '' }] },
    ]
    for (const input of inputs)
      expect((await refusal(create(plane.admin, 'bad', input))).code).toBe('ValidationException')
    expect((await refusal(create(plane.admin, 'a b'))).code).toBe('ValidationException')
    expect((await refusal(create(plane.admin, 'no'))).code).toBe('ValidationException')
  })

  test('nothing that was refused is there', async () => {
    expect((await refusal(get(plane.admin, 'bad'))).code).toBe('InvalidDocument')
  })

  test('DocumentLimitExceeded for the 501st document of an account in a region', async () => {
    const other = await plane.account('full')
    for (let i = 0; i < 500; i += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, j) => create(other, `doc-${i + j}`)))
    }
    expect(await refusal(create(other, 'doc-500'))).toEqual(
      refused('DocumentLimitExceeded', 'You can have at most 500 active SSM documents.'),
    )
    await other.ssm.send(new DeleteDocumentCommand({ Name: 'doc-0' }))
    await create(other, 'doc-500')
  })
})

describe('UpdateDocument answers', () => {
  test.each([
    ['InvalidDocument', 'missing', {}],
    ['InvalidDocumentVersion', 'there', { DocumentVersion: '1' }],
    ['InvalidDocumentVersion', 'there', { DocumentVersion: '9' }],
    ['DuplicateDocumentContent', 'there', {}],
    ['DuplicateDocumentVersionName', 'there', { Content: shell('new'), VersionName: 'first' }],
    ['InvalidDocumentContent', 'there', { Content: '{}}' }],
    ['InvalidDocumentSchemaVersion', 'there', { Content: '{"schemaVersion":"2.2"}' }],
    ['MaxDocumentSizeExceeded', 'there', { Content: shell('x'.repeat(65_536)) }],
  ])('%s for %s with %j', async (code, name, input) => {
    expect(await refusal(update(plane.admin, name, input))).toEqual(refused(code))
  })

  test('InvalidDocumentSchemaVersion for a document of the first schema, which has no successors', async () => {
    const content = (id: string) =>
      JSON.stringify({ schemaVersion: '1.2', runtimeConfig: { 'aws:runShellScript': { id } } })
    await create(plane.admin, 'old', { Content: content('1'), DocumentType: 'Command' })
    expect(await refusal(update(plane.admin, 'old', { Content: content('2') }))).toEqual(
      refused('InvalidDocumentSchemaVersion'),
    )
  })

  test('the same text in another format is another content', async () => {
    await create(plane.admin, 'both')
    const { DocumentDescription } = await update(plane.admin, 'both', { Content: shell(), DocumentFormat: 'YAML' })
    expect(DocumentDescription).toMatchObject({ DocumentVersion: '2', DocumentFormat: 'YAML' })
  })
})

test('DocumentVersionLimitExceeded is answered for the 1,001st version', async () => {
  await create(plane.admin, 'long')
  // Straight into storage: a thousand calls would prove nothing more.
  const scope = { accountId: plane.accountId, region: plane.admin.region }
  await plane.running.app.storage.write(async ({ documents }) => {
    const version = (await documents.findVersion(scope, 'long', 1))!
    for (let number = 2; number <= 1_000; number++) {
      await documents.putVersion(scope, 'long', { ...version, version: number })
    }
    const document = (await documents.find(scope, 'long'))!
    await documents.put(scope, { ...document, latestVersion: 1_000, versionsMade: 1_000 })
  })
  expect((await refusal(update(plane.admin, 'long'))).code).toBe('DocumentVersionLimitExceeded')
  await remove('long', { DocumentVersion: '500' })
  expect((await update(plane.admin, 'long')).DocumentDescription).toMatchObject({ DocumentVersion: '1001' })
})

describe('a version that is not there is InvalidDocumentVersion', () => {
  const message = "The document version isn't valid or doesn't exist."
  test.each([
    [{ DocumentVersion: '3' }],
    [{ VersionName: 'never' }],
    [{ VersionName: 'first', DocumentVersion: '2' }],
    [{ DocumentVersion: '99999999999999999999' }],
  ])('for GetDocument with %j', async input => {
    expect(await refusal(get(plane.admin, 'there', input))).toEqual(refused('InvalidDocumentVersion', message))
  })

  test('for a default version and for deleting', async () => {
    const call = plane.admin.ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: 'there', DocumentVersion: '3' }))
    expect(await refusal(call)).toEqual(refused('InvalidDocumentVersion', message))
    expect(await refusal(remove('there', { DocumentVersion: '3' }))).toEqual(refused('InvalidDocumentVersion', message))
  })
})

test('the default version cannot be deleted alone', async () => {
  for (const input of [{ DocumentVersion: '1' }, { DocumentVersion: '$DEFAULT' }, { VersionName: 'first' }]) {
    expect(await refusal(remove('there', input))).toEqual(
      refused('InvalidDocumentOperation', "Default version of the document can't be deleted."),
    )
  }
})

test('a document that does not exist is InvalidDocument for whoever names it', async () => {
  const default2 = new UpdateDocumentDefaultVersionCommand({ Name: 'missing', DocumentVersion: '1' })
  const calls = [remove('missing'), plane.admin.ssm.send(default2), get(plane.admin, 'missing')]
  for (const outcome of await Promise.all(calls.map(refusal))) {
    expect(outcome).toEqual(refused('InvalidDocument', 'Document with name missing does not exist.'))
  }
})
