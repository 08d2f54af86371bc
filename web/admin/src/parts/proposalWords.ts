import { useTexts, type Schemas } from '@e2ms/shared';

type Row = Schemas['TariffProposalList']['items'][number];

export const proposalTones: Record<Row['state'], string> = {
  waiting: 'warn',
  expired: '',
  approved: 'good',
  rejected: 'bad',
};

export function useProposalWords() {
  const { t } = useTexts();
  return {
    /** How far it is from the prices before. */
    change: (one: Pick<Row, 'change_percent'>) =>
      one.change_percent === null
        ? t('proposal.change_other')
        : t('proposal.change', { percent: one.change_percent }),
  };
}
