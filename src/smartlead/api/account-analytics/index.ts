import { responseFigures } from "./analytics-answers.ts";
import { dayWiseFigures } from "./day-wise.ts";
import { listFigures } from "./lists.ts";
import { peopleFigures } from "./people.ts";
import { totalFigures } from "./totals.ts";

export const accountAnalyticsOperations = [
  ...listFigures,
  ...totalFigures,
  ...dayWiseFigures,
  ...peopleFigures,
  ...responseFigures,
];
