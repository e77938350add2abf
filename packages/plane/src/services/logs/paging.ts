import type { PageRequest } from '../../domain/basics/page.ts'
import { parsePageToken } from '../../domain/basics/page-token.ts'

const describedMax = 50

/** The page that a Describe operation asks for. Throws `page-token.invalid`. */
export function pageRequest({ limit, nextToken }: { limit?: number; nextToken?: string }): PageRequest {
  return { limit: limit ?? describedMax, ...(nextToken !== undefined && { after: parsePageToken(nextToken) }) }
}
