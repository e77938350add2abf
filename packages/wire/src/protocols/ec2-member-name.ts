import type { Member } from '../model/service-model.ts'

/** Name of a member in EC2 requests: `queryName`, else the wire name with a capital letter. */
export function ec2MemberName(name: string, member: Member): string {
  if (member.queryName !== undefined) return member.queryName
  const wireName = member.name ?? name
  return wireName.charAt(0).toUpperCase() + wireName.slice(1)
}
