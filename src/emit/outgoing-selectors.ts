import type { JsonValue } from "../document/document.js";
import type { Outgoing } from "../model/model.js";
import { responseShape, responseShapes } from "./answer-shapes.js";
import { trusted, type Code } from "./code.js";
import { declaration, type Declaration } from "./declarations.js";
import { call, members, type Expression } from "./expression.js";
import type { UniqueNames } from "./naming.js";
import { locations } from "./part-schemas.js";
import { isSelected } from "./schemas.js";
import { shapeOf, type ShapeContext } from "./shapes.js";

/** What `selectors.ts` exports for a request of the server's own. */
export interface OutgoingSelectors {
  /** Null where it has no body. */
  readonly payload: Code | null;
  /** Null where it has no parameters. */
  readonly parameters: Code | null;
  readonly replies: Code;
}

export function nameOutgoing(
  { kind, id, payload, parameters }: Outgoing,
  taken: UniqueNames,
): OutgoingSelectors {
  const stem = `${id}${kind === "webhook" ? "Webhook" : "Callback"}`;
  return {
    payload: payload === null ? null : taken.take(stem),
    parameters: parameters.length === 0 ? null : taken.take(`${stem}Parameters`),
    replies: taken.take(`${stem}Replies`),
  };
}

/** The schemas that the shapes of a request and its replies are made of. */
export function outgoingSchemas({ payload, parameters, replies }: Outgoing): readonly JsonValue[] {
  const bodies = [...(payload === null ? [] : [payload]), ...replies.flatMap(({ content }) => content)];
  return [...bodies.filter(isSelected), ...parameters].map(({ schema }) => schema.schema);
}

export function declareOutgoing(
  outgoing: Outgoing,
  names: OutgoingSelectors,
  context: ShapeContext,
): readonly Declaration[] {
  const { payload, replies } = outgoing;
  return [
    ...(payload === null || names.payload === null
      ? []
      : [declaration(names.payload, trusted("ResponseShape"), responseShape(payload, context))]),
    ...(names.parameters === null
      ? []
      : [declaration(names.parameters, trusted("ParameterShapes"), parameterShapes(outgoing, context))]),
    declaration(names.replies, trusted("ResponseShapes"), responseShapes(replies, context)),
  ];
}

function parameterShapes({ parameters }: Outgoing, context: ShapeContext): Expression {
  return members(
    locations.flatMap((location) => {
      const fields = parameters
        .filter(({ policy }) => policy.in === location)
        .map(({ policy, schema: { schema, conditional } }) => {
          return [policy.name, shapeOf(schema, conditional, context, false)] as const;
        });
      return fields.length === 0 ? [] : [[location, call(trusted("object"), members(fields))] as const];
    }),
  );
}
