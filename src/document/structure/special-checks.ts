import type { NodeKind } from "../grammar-words.js";
import { checkComponents, checkDocument, checkTags } from "./document-checks.js";
import {
  checkEncoding,
  checkExample,
  checkHeader,
  checkMediaType,
  checkParameter,
} from "./message-checks.js";
import { checkOperation, checkPathItem, checkPaths, checkResponses } from "./path-checks.js";
import type { SpecialCheck, Subject } from "./report.js";
import { checkDiscriminator, checkSchema, checkXml } from "./schema-checks.js";
import { checkSecurityScheme } from "./security-checks.js";
import { checkServer, checkServerVariable } from "./server-checks.js";
import { checkLicense, checkLink, checkRequestBody, checkResponse } from "./text-checks.js";

/** What the table of the grammar cannot say, by kind of object. */
export const specialChecks: Readonly<Partial<Record<NodeKind, SpecialCheck>>> = {
  document: (subject: Subject) => {
    checkDocument(subject);
    checkTags(subject);
  },
  license: checkLicense,
  server: checkServer,
  serverVariable: checkServerVariable,
  paths: checkPaths,
  pathItem: checkPathItem,
  operation: checkOperation,
  parameter: checkParameter,
  requestBody: checkRequestBody,
  mediaType: checkMediaType,
  encoding: checkEncoding,
  responses: checkResponses,
  response: checkResponse,
  header: checkHeader,
  example: checkExample,
  link: checkLink,
  schema: checkSchema,
  discriminator: checkDiscriminator,
  xml: checkXml,
  components: checkComponents,
  securityScheme: checkSecurityScheme,
};
