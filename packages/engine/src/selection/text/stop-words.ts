/** Words that say nothing about what is asked for. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a an the and or but if so as at by for from in into of on onto to too up with within than then this that these those there here
  it its i im ive id me my mine we were our ours us you your yours he him his she her they them their theirs
  is are am was be been being do does did done have has had having will would shall should can could may might must
  not no nor dont cant wont isnt doesnt just only also still yet very really quite rather some any each every all both few more most
  other another such own same please pls thanks hi hey ok okay what which who whom whose when where why how
  about after again against before below between down during further off out over under until while because
  get got give let make made want wants wanted need needs needed like would id us one two three four five six seven eight nine ten
  new old good bad big small much many lot lots thing things something anything nothing now never always ever already
  ll ve re s t d m`
    .split(/\s+/u)
    .filter((word) => word !== ''),
);
