import * as iam from '@hostler/wire/models/iam'
import type { EntityUse, ServiceUse } from '../../../access/access-advisor.ts'
import { may } from '../../../access/ask.ts'
import { reportFaults } from '../errors.ts'
import { operation } from '../iam-operation.ts'
import { pageOfList, pageRequest, renderPage } from '../paging.ts'

/** What a report says of each service that is granted, used or not. */
export const GetServiceLastAccessedDetails = operation(iam.GetServiceLastAccessedDetails, {
  asks: () => [may('iam:GetServiceLastAccessedDetails', '*')],
  faults: reportFaults,
  async run(input, { useReports }, call) {
    const { report, madeAt } = useReports.get(call, input.JobId)
    const page = pageOfList(report.services, ({ namespace }) => namespace, pageRequest(input))
    const withActions = report.granularity === 'ACTION_LEVEL'
    return {
      JobStatus: 'COMPLETED',
      JobType: report.granularity,
      JobCreationDate: madeAt,
      JobCompletionDate: madeAt,
      ServicesLastAccessed: page.items.map(service => renderService(service, withActions)),
      ...renderPage(page),
    }
  },
})

function renderService({ namespace, name, used, actions }: ServiceUse, withActions: boolean) {
  const [latest] = used
  return {
    ServiceName: name,
    ServiceNamespace: namespace,
    ...(latest && {
      LastAuthenticated: latest.last.at,
      LastAuthenticatedEntity: latest.entity.arn,
      LastAuthenticatedRegion: latest.last.region,
    }),
    TotalAuthenticatedEntities: used.length,
    ...(withActions && actions.length > 0 && { TrackedActionsLastAccessed: actions.map(renderAction) }),
  }
}

function renderAction({ name, last: use }: { readonly name: string; readonly last?: EntityUse }) {
  return {
    ActionName: name,
    ...(use && {
      LastAccessedEntity: use.entity.arn,
      LastAccessedTime: use.last.at,
      LastAccessedRegion: use.last.region,
    }),
  }
}
