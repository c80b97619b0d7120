// The house rules that oxlint does not know by itself. One file per rule; `.oxlintrc.json` says where each applies.
import { definePlugin } from '@oxlint/plugins';
import { declaredDependencies } from './declared-dependencies.ts';
import { importLayers } from './import-layers.ts';
import { noDrawers } from './no-drawers.ts';
import { noEnvironment } from './no-environment.ts';
import { noExportAll } from './no-export-all.ts';
import { noModuleState } from './no-module-state.ts';
import { noVm } from './no-vm.ts';
import { patternImports } from './pattern-imports.ts';
import { testBudget } from './test-budget.ts';
import { tsExtensions } from './ts-extensions.ts';

export default definePlugin({
  meta: { name: 'tutti' },
  rules: {
    'declared-dependencies': declaredDependencies,
    'import-layers': importLayers,
    'no-drawers': noDrawers,
    'no-environment': noEnvironment,
    'no-export-all': noExportAll,
    'no-module-state': noModuleState,
    'no-vm': noVm,
    'pattern-imports': patternImports,
    'test-budget': testBudget,
    'ts-extensions': tsExtensions,
  },
});
