import { splitOf } from "../frame/split-layout.ts";
import { DeliveryList } from "./delivery-list.tsx";
import { ArmFault, Faults } from "./faults.tsx";
import { Numbers } from "./numbers.tsx";
import { Pager } from "./pager.tsx";
import { Picker } from "./picker.tsx";
import type { RegionProps } from "./region.ts";
import { SplitView } from "./split-view.tsx";

/** What is between header and footer, by the screen that is shown. */
export function MainView(props: RegionProps) {
  const { screen, size } = props.snapshot;
  const split = splitOf(size, screen.kind);
  if (split !== null) return <SplitView {...props} widths={split} />;
  switch (screen.kind) {
    case "list":
      return <DeliveryList {...props} />;
    case "detail":
    case "diff":
    case "world":
    case "thread":
    case "log":
    case "scenario":
    case "help":
      return <Pager {...props} screen={screen} />;
    case "picker":
      return <Picker {...props} screen={screen} />;
    case "numbers":
      return <Numbers {...props} />;
    case "faults":
      return <Faults {...props} />;
    case "arm":
      return <ArmFault {...props} screen={screen} />;
  }
}
