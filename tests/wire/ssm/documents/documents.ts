// What the tests of documents share: contents, and short ways to call.
import {
  CreateDocumentCommand,
  type CreateDocumentCommandInput,
  GetDocumentCommand,
  UpdateDocumentCommand,
  type UpdateDocumentCommandInput,
} from '@aws-sdk/client-ssm'
import type { TestClients } from '@hostler/testkit/test-clients'

export const shell = (description = 'shell') =>
  JSON.stringify({
    schemaVersion: '1.0',
    description,
    sessionType: 'Standard_Stream',
    inputs: { idleSessionTimeout: '5' },
  })

export const commandContent = (description = 'command') => ({
  schemaVersion: '2.2',
  description,
  parameters: {
    dir: { type: 'String', description: 'where', default: '/tmp' },
    all: { type: 'StringList', default: ['a'] },
  },
  mainSteps: [{ action: 'aws:runShellScript', name: 'list', inputs: { runCommand: ['ls {{ dir }}', '{{ all }}'] } }],
})

/** A Session document unless the input says otherwise. */
export function create({ ssm }: TestClients, Name: string, input: Partial<CreateDocumentCommandInput> = {}) {
  return ssm.send(new CreateDocumentCommand({ Name, Content: shell(), DocumentType: 'Session', ...input }))
}

export function update({ ssm }: TestClients, Name: string, input: Partial<UpdateDocumentCommandInput> = {}) {
  return ssm.send(new UpdateDocumentCommand({ Name, Content: shell('changed'), ...input }))
}

export function get({ ssm }: TestClients, Name: string, input: object = {}) {
  return ssm.send(new GetDocumentCommand({ Name, ...input }))
}
