// `npm run model [botocore folder]`: makes packages/wire/models/<service>.{json,ts} from AWS's published service
// models, which the installed AWS CLI (botocore) carries, and from the hand-written private APIs beside this file.
// It decides nothing about behaviour; what comes out is committed and never edited.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceModel } from '../../packages/wire/src/model/service-model.ts'
import { findBotocore, readPublishedModel } from './botocore.ts'
import { mergePrivate, type PrivatePart } from './merge-private.ts'
import { ec2messages } from './private/ec2messages.ts'
import { hostler } from './private/hostler.ts'
import { ssmPrivate } from './private/ssm.ts'
import { ssmmessages } from './private/ssmmessages.ts'
import { renderTable } from './render-table.ts'
import { renderTypes } from './render-types.ts'
import { publishedServices } from './services.ts'
import { trimModel } from './trim-model.ts'

const targetFolder = join(import.meta.dirname, '../../packages/wire/models')
const additions: Readonly<Record<string, PrivatePart>> = { ssm: ssmPrivate }

const botocore = findBotocore(process.argv[2])
const published = publishedServices.map(service => {
  const model = trimModel(service, readPublishedModel(botocore, service))
  const addition = additions[service.name]
  return addition ? mergePrivate(model, addition) : model
})

mkdirSync(targetFolder, { recursive: true })
for (const model of [...published, ec2messages, ssmmessages, hostler]) writeModel(model)

function writeModel(model: ServiceModel): void {
  writeFileSync(join(targetFolder, `${model.service}.json`), renderTable(model))
  writeFileSync(join(targetFolder, `${model.service}.ts`), renderTypes(model))
  console.log(
    `${model.service}: ${Object.keys(model.operations).length} operations, ${Object.keys(model.shapes).length} shapes`,
  )
}
