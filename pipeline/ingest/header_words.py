"""
What banks call their columns, in the languages of their exports.

English, German, French, Spanish, Italian, Portuguese, Dutch, Czech, Polish. Words are
compared without case, accents and signs; the earlier in a list, the likelier.
"""

import re
import unicodedata

HEADERS = {
    "transaction_id": """
        transaction id; trans id; tx id; txn id; payment id; reference number;
        transaction number; booking id; id; buchungsnummer; umsatz id;
        transaktionsnummer; id transaction; numero operation; id transaccion; numero
        de operacion; id transazione; id transacao; transactie id; cislo transakce;
        id pohybu; id operace; numer transakcji; id transakcji
        """,
    "booked_at": """
        booked at; booking date; transaction date; posting date; timestamp; date
        time; datetime; date; execution date; value date; when; buchungstag;
        buchungsdatum; datum; wertstellung; valuta; date operation; date comptable;
        date valeur; fecha; fecha operacion; fecha valor; data operazione; data
        contabile; data; data movimento; boekdatum; datum zauctovani; datum
        provedeni; data ksiegowania; data operacji
        """,
    "time": """
        time; booking time; transaction time; uhrzeit; heure; hora; ora; tijd; cas;
        godzina
        """,
    "sender_account": """
        sender account; from account; sender; from; payer account; payer; debtor
        account; debit account; source account; originator account; nameorig; orig
        acct; auftraggeberkonto; konto auftraggeber; compte debiteur; compte
        emetteur; cuenta ordenante; cuenta origen; conto ordinante; conta origem;
        rekening opdrachtgever; ucet platce; konto nadawcy; rachunek nadawcy
        """,
    "receiver_account": """
        receiver account; to account; receiver; to; recipient account; payee
        account; payee; beneficiary account; creditor account; credit account;
        destination account; namedest; bene acct; empfaengerkonto; konto empfaenger;
        compte crediteur; compte beneficiaire; cuenta beneficiario; cuenta destino;
        conto beneficiario; conta destino; rekening begunstigde; ucet prijemce;
        konto odbiorcy; rachunek odbiorcy
        """,
    "counterparty": """
        counterparty account; counterparty; counter account; other account; partner
        account; contra account; gegenkonto; kontonummer iban; iban
        zahlungsbeteiligter; kontonummer zahlungspartner; compte contrepartie;
        contrepartie; cuenta contrapartida; contropartita; conta contrapartida;
        tegenrekening; tegenrekening iban bban; protiucet; cislo protiuctu; rachunek
        kontrahenta
        """,
    "account": """
        account; account id; account number; account no; own account; iban; konto;
        kontonummer; auftragskonto; iban auftragskonto; compte; numero de compte;
        cuenta; numero de cuenta; conto; numero conto; conta; numero da conta;
        rekening; rekeningnummer; ucet; cislo uctu; rachunek; numer rachunku
        """,
    "amount": """
        amount; transaction amount; amount paid; value; sum; betrag; umsatz;
        montant; importe; importo; valor; montante; bedrag; castka; objem; kwota;
        kwota operacji
        """,
    "amount_in": """
        credit; credits; paid in; money in; deposit; deposits; credit amount; haben;
        gutschrift; credit montant; abono; haber; ingresos; avere; accrediti;
        entrate; credito; bij; prijmy; uznania; wplyw
        """,
    "amount_out": """
        debit; debits; paid out; money out; withdrawal; withdrawals; debit amount;
        soll; lastschrift; debit montant; cargo; debe; gastos; dare; addebiti;
        uscite; debito; af; vydaje; obciazenia; wyplyw
        """,
    "direction": """
        direction; debit credit; credit debit; dc; d c; cd; dr cr; sign; type; soll
        haben; s h; sens; signo; segno; debe haber; natureza; af bij; typ; smer;
        strona
        """,
    "currency": """
        currency; ccy; amount currency; curr; currency code; waehrung; devise;
        moneda; divisa; valuta; moeda; munt; valuta; mena; waluta
        """,
    "channel": """
        channel; payment type; transaction type; payment format; payment method;
        method; operation; type; description type; zahlungsart; buchungstext;
        umsatzart; type operation; mode de paiement; tipo; tipo operacion; tipo
        operazione; causale; tipo de operacao; soort; mutatiesoort; operace; typ
        operace; typ transakcji; rodzaj operacji
        """,
    "purpose": """
        purpose; remittance information; description; details; narrative; memo;
        message; reference; verwendungszweck; libelle; motif; concepto; descripcion;
        descrizione; descricao; omschrijving; mededelingen; zprava pro prijemce; k
        symbol; poznamka; tytul; tytul operacji; opis
        """,
    "merchant_category": "merchant category; merchant category code; mcc; sic",
    "sender_name": """
        sender name; payer name; debtor name; originator name; name des
        auftraggebers; nom emetteur; nombre ordenante; nome ordinante; jmeno platce;
        nazwa nadawcy
        """,
    "receiver_name": """
        receiver name; recipient name; payee name; beneficiary name; creditor name;
        empfaenger name; nom beneficiaire; nombre beneficiario; nome beneficiario;
        jmeno prijemce; nazwa odbiorcy
        """,
    "counterparty_name": """
        counterparty name; name counterparty; beguenstigter zahlungspflichtiger;
        name zahlungsbeteiligter; naam tegenpartij; nazev protiuctu; nazwa
        kontrahenta
        """,
    "sender_bank": "sender bank; from bank; payer bank; debtor agent; orig bank",
    "receiver_bank": """
        receiver bank; to bank; payee bank; beneficiary bank; creditor agent; bene
        bank
        """,
    "counterparty_bank": """
        counterparty bank; bank code of counterparty; bic; bic swift code; blz; kod
        banky protiuctu; kod banky
        """,
    "bank": """
        bank; bank code; bank id; own bank; banque; banco; banca; banka
        """,
    "sender_country": "sender country; from country; payer country; debtor country",
    "receiver_country": """
        receiver country; to country; payee country; beneficiary country; creditor
        country
        """,
    "counterparty_country": """
        counterparty country; country; land; pays; pais; paese; zeme
        """,
}  # fmt: skip


def plain(text: str) -> str:
    """Lower case ASCII words: ``Číslo účtu`` → ``cislo uctu``, ``dcName`` as it is."""
    text = text.casefold()
    for letter, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ł", "l")):
        text = text.replace(letter, spelt)
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare)) or text.strip()


def listed(words: str) -> list[str]:
    return [" ".join(word.split()) for word in words.split(";")]
