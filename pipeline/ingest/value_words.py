"""What banks write in their columns for money in or out, and for how it moved."""

from pipeline.ingest.header_words import listed, plain

IN = """
        c; cr; credit; crdt; in; incoming; deposit; h; haben; gutschrift;
        habenbuchung; entree; recu; abono; haber; ingreso; entrada; avere;
        accredito; bij; prijem; kredit; uznanie; wplyw; +
        """
OUT = """
        d; dr; dt; debit; dbit; out; outgoing; withdrawal; s; soll; lastschrift;
        sollbuchung; sortie; emis; cargo; debe; gasto; salida; saida; dare;
        addebito; af; vydaj; vyber; debet; obciazenie; wyplyw; -
        """
CHANNELS = {
    "cash_deposit": """
        cash deposit; deposit cash; cash in; einzahlung; bareinzahlung; vklad; vklad
        hotovosti; depot especes; versement especes; ingreso efectivo; versamento
        contanti; wplata gotowki; storting
        """,
    "cash_withdrawal": """
        cash withdrawal; cash out; withdrawal; atm; atm withdrawal; cash;
        auszahlung; barauszahlung; geldautomat; bargeldauszahlung; retrait; retrait
        especes; retirada efectivo; prelievo; prelievo contanti; vyber; vyber
        kartou; vyber hotovosti; wyplata; wyplata gotowki; geldopname
        """,
    "card": """
        card; card payment; pos; debit card; credit card; kartenzahlung; carte;
        paiement carte; tarjeta; pago con tarjeta; carta; pagamento carta; platba
        kartou; platnosc karta; betaalautomaat
        """,
    "wire": """
        wire; wire transfer; transfer; swift; ach; bank transfer; credit transfer;
        payment; standing order; direct debit; ueberweisung; gutschrift;
        lastschrift; dauerauftrag; virement; prelevement; transferencia;
        domiciliacion; bonifico; addebito diretto; overschrijving; prevod; prevod z
        uctu; prevod na ucet; platba; trvaly prikaz; przelew; sepa
        """,
    "instant": """
        instant; instant payment; instant transfer; sepa instant; pix; bizum
        """,
    "internal": """
        internal; book transfer; internal transfer; interest; fee; fees; charge;
        zinsen; entgelt; gebuehr; urok; uroky; poplatek; frais; interets; intereses;
        comision; interessi; commissione; rente; odsetki; oplata; umbuchung
        """,
    "cheque": "cheque; check; scheck; assegno; cheque bancario; sek; czek",
}
DIRECTIONS = {"in": IN, "out": OUT}


def meaning_of(word: str, vocabulary: dict[str, str]) -> str | None:
    """Which of ours a bank's word means: the same word, else one that starts so."""
    told = plain(word)
    for ours, words in vocabulary.items():
        if told in listed(words):
            return ours
    for ours, words in vocabulary.items():
        if any(
            len(known) > 3 and told.startswith(f"{known} ") for known in listed(words)
        ):
            return ours
    return None
