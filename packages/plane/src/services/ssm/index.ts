// The operations of Systems Manager that are served: nothing but the list.
import { CreateDocument } from './documents/create-document.ts'
import { DeleteDocument } from './documents/delete-document.ts'
import { DescribeDocument } from './documents/describe-document.ts'
import { GetDocument } from './documents/get-document.ts'
import { ListDocumentVersions } from './documents/list-document-versions.ts'
import { ListDocuments } from './documents/list-documents.ts'
import { UpdateDocument } from './documents/update-document.ts'
import { UpdateDocumentDefaultVersion } from './documents/update-document-default-version.ts'
import { DescribeInstanceInformation } from './nodes/describe-instance-information.ts'
import { DescribeInstanceProperties } from './nodes/describe-instance-properties.ts'
import { GetConnectionStatus } from './nodes/get-connection-status.ts'
import { UpdateInstanceInformation } from './nodes/update-instance-information.ts'
import { GetParameter } from './parameters/get-parameter.ts'
import { GetParametersByPath } from './parameters/get-parameters-by-path.ts'
import { GetParameters } from './parameters/get-parameters.ts'
import { CreateActivation } from './activations/create-activation.ts'
import { DeleteActivation } from './activations/delete-activation.ts'
import { DescribeActivations } from './activations/describe-activations.ts'
import { DeregisterManagedInstance } from './registration/deregister-managed-instance.ts'
import { UpdateManagedInstanceRole } from './registration/update-managed-instance-role.ts'
import { RegisterManagedInstance } from './registration/register-managed-instance.ts'
import { RequestManagedInstanceRoleToken } from './registration/request-managed-instance-role-token.ts'
import { UpdateManagedInstancePublicKey } from './registration/update-managed-instance-public-key.ts'
import { DescribeSessions } from './sessions/describe-sessions.ts'
import { ResumeSession } from './sessions/resume-session.ts'
import { StartSession } from './sessions/start-session.ts'
import { TerminateSession } from './sessions/terminate-session.ts'
import { GetServiceSetting } from './settings/get-service-setting.ts'
import { ResetServiceSetting } from './settings/reset-service-setting.ts'
import { UpdateServiceSetting } from './settings/update-service-setting.ts'
import { AddTagsToResource } from './tags/add-tags-to-resource.ts'
import { ListTagsForResource } from './tags/list-tags-for-resource.ts'
import { RemoveTagsFromResource } from './tags/remove-tags-from-resource.ts'

export const ssmOperations = [
  AddTagsToResource,
  CreateActivation,
  DeleteActivation,
  DeregisterManagedInstance,
  DescribeActivations,
  UpdateManagedInstanceRole,
  CreateDocument,
  DeleteDocument,
  DescribeDocument,
  DescribeInstanceInformation,
  DescribeInstanceProperties,
  DescribeSessions,
  GetConnectionStatus,
  GetDocument,
  GetParameter,
  GetParameters,
  GetParametersByPath,
  GetServiceSetting,
  ListDocumentVersions,
  ListDocuments,
  ListTagsForResource,
  RegisterManagedInstance,
  RemoveTagsFromResource,
  RequestManagedInstanceRoleToken,
  ResetServiceSetting,
  ResumeSession,
  StartSession,
  TerminateSession,
  UpdateDocument,
  UpdateDocumentDefaultVersion,
  UpdateInstanceInformation,
  UpdateManagedInstancePublicKey,
  UpdateServiceSetting,
]
