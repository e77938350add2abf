import * as ssm from '@hostler/wire/models/ssm'
import { operation } from '../ssm-operation.ts'
import { askForDocument } from './ask-for-document.ts'
import { documentFaults } from './read-version.ts'

export const UpdateDocumentDefaultVersion = operation(ssm.UpdateDocumentDefaultVersion, {
  asks: async ({ Name }, _names, parts, call) => [
    await askForDocument('ssm:UpdateDocumentDefaultVersion', Name, parts, call),
  ],
  faults: documentFaults,
  async run({ Name, DocumentVersion }, { documents }, call) {
    const { version } = await documents.setDefault(call, Name, DocumentVersion)
    return {
      Description: {
        Name,
        DefaultVersion: String(version.version),
        ...(version.versionName !== undefined && { DefaultVersionName: version.versionName }),
      },
    }
  },
})
