import { moneyText } from '../strings/money.ts';

interface Props {
  readonly estimated?: boolean | undefined;
  readonly inDoubt?: boolean | undefined;
}

/** Stands behind every amount that nobody has told for certain. */
export function EstimateMarks({ estimated = false, inDoubt = false }: Props) {
  return (
    <>
      {estimated && <Mark word={moneyText.estimated} means={moneyText.estimatedMeans} />}
      {inDoubt && <Mark word={moneyText.inDoubt} means={moneyText.inDoubtMeans} />}
    </>
  );
}

function Mark({ word, means }: { word: string; means: string }) {
  return (
    <abbr
      title={means}
      className="ml-1.5 rounded-sm bg-attention-tint px-1 text-2xs font-medium text-attention no-underline"
    >
      {word}
    </abbr>
  );
}
