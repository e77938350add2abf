import * as iam from '@hostler/wire/models/iam'
import { may } from '../../../access/ask.ts'
import { noSuchServiceInReport, reportFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { byPosition, pageOfList, pageRequest, renderPage } from '../paging.ts'

/** Who could use a service through the policies of a report, the latest users first. */
export const GetServiceLastAccessedDetailsWithEntities = operation(iam.GetServiceLastAccessedDetailsWithEntities, {
  asks: () => [may('iam:GetServiceLastAccessedDetailsWithEntities', '*')],
  faults: reportFaults,
  async run(input, { useReports }, call) {
    const { report, madeAt } = useReports.get(call, input.JobId)
    const service = report.services.find(({ namespace }) => namespace === input.ServiceNamespace)
    if (!service) throw noSuchServiceInReport(input.ServiceNamespace)
    const active = new Set(service.used.map(({ entity }) => entity.id))
    const idle = report.entities.filter(({ id }) => !active.has(id)).map(entity => ({ entity, last: undefined }))
    const page = pageOfList([...service.used, ...idle], byPosition, pageRequest(input))
    return {
      JobStatus: 'COMPLETED',
      JobCreationDate: madeAt,
      JobCompletionDate: madeAt,
      EntityDetailsList: page.items.map(({ entity, last }) => ({
        EntityInfo: {
          Arn: entity.arn,
          Name: entity.name,
          Type: entity.type.toUpperCase(),
          Id: entity.id,
          Path: entity.path,
        },
        ...(last && { LastAuthenticated: last.at }),
      })),
      ...renderPage(page),
    }
  },
})
