"""Who gets which answer at which address: one row an address, one sign a visitor, first for GET and then for POST.

Visitors, in this order: 匿名 nobody known; 本人 the applicant who looked the case up; 他人 the applicant of another
case; 无岗 staff without a role; 登记岗 承办岗 审批岗 发布岗 科室信息员 科室负责人
分管领导 文字审核岗 人事纪检岗 保密审查岗 监督岗 as in ``ROLES``; 管理员 superuser.

    .  the page, or the act is let through to its form      L  sent to the login
    x  refused (403)                                        >  sent on elsewhere
    0  as if it did not exist (404)                         4  not for this method (405)
    g  taken away (410)
"""

TABLE = """
#                                                                                匿本他无登承审发科负分文纪密监管 匿本他无登承审发科负分文纪密监管
# What everybody reads
/                                                                                ................ 4444444444444444
/catalogue/                                                                      ................ 4444444444444444
/catalogue/article20/<str:duty>/                                                 ................ 4444444444444444
/catalogue/<slug:slug>/                                                          ................ 4444444444444444
/catalogue/<slug:slug>/feed.atom                                                 ................ 4444444444444444
/catalogue/<slug:slug>/print/                                                    ................ 4444444444444444
/display/                                                                        4444444444444444 >>>>>>>>>>>>>>>>
/feed.atom                                                                       ................ 4444444444444444
/guide/                                                                          ................ 4444444444444444
/guide/print/                                                                    ................ 4444444444444444
/healthz                                                                         ................ ................
/items/<str:organisation>/<str:serial>/                                          ................ 4444444444444444
/items/<str:organisation>/<str:serial>/ @withdrawn                               gggggggggggggggg 4444444444444444
/items/<str:organisation>/<str:serial>/print/                                    ................ 4444444444444444
/items/<str:organisation>/<str:serial>/files/<int:pk>/                           ................ 4444444444444444
/items/<str:organisation>/<str:serial>/files/<int:pk>/ @of another item          0000000000000000 4444444444444444
/items/<str:organisation>/<str:serial>/files/<int:pk>/ @withdrawn                gggggggggggggggg 4444444444444444
/open-data/                                                                      ................ 4444444444444444
/open-data/items.csv                                                             ................ 4444444444444444
/open-data/items.json                                                            ................ 4444444444444444
/open-data/reports.json                                                          ................ 4444444444444444
/reports/                                                                        ................ 4444444444444444
/reports/<int:year>/                                                             ................ 4444444444444444
/reports/<int:year>/ @draft                                                      0000000000000000 4444444444444444
/reports/<int:year>/print/                                                       ................ 4444444444444444
/reports/<int:year>/print/ @draft                                                0000000000000000 4444444444444444
/reports/<int:year>/report.docx                                                  ................ 4444444444444444
/reports/<int:year>/report.docx @draft                                           0000000000000000 4444444444444444
/reports/<int:year>/report.pdf                                                   ................ 4444444444444444
/reports/<int:year>/report.pdf @draft                                            0000000000000000 4444444444444444
/reports/<int:year>/report.xlsx                                                  ................ 4444444444444444
/reports/<int:year>/report.xlsx @draft                                           0000000000000000 4444444444444444
/reports/trends/                                                                 ................ 4444444444444444
/rules/                                                                          ................ 4444444444444444
/search/                                                                         ................ 4444444444444444
/sitemap-<int:number>.xml                                                        ................ 4444444444444444
/sitemap-columns.xml                                                             ................ 4444444444444444
/sitemap.xml                                                                     ................ 4444444444444444
/sitemap/                                                                        ................ 4444444444444444
# What applicants do
/apply/                                                                          ................ ................
/apply/form.docx                                                                 ................ 4444444444444444
/apply/form/print/                                                               ................ 4444444444444444
/apply/receipt/                                                                  >>>>>>>>>>>>>>>> 4444444444444444
/apply/receipt/receipt.pdf                                                       >>>>>>>>>>>>>>>> 4444444444444444
/apply/status/                                                                   ................ ................
/apply/status/deadline/                                                          0..0000000000000 4444444444444444
/apply/status/letters/<int:pk>/                                                  0.00000000000000 4444444444444444
/apply/status/reasons/                                                           >>>>>>>>>>>>>>>> xxxxxxxxxxxxxxxx
/apply/status/supplement/                                                        >>>>>>>>>>>>>>>> xxxxxxxxxxxxxxxx
/apply/status/withdraw/                                                          >..>>>>>>>>>>>>> xxxxxxxxxxxxxxxx
/apply/terminal/                                                                 ................ 4444444444444444
/apply/terminal/leave/                                                           >>>>>>>>>>>>>>>> 4444444444444444
/apply/terminal/waiting/                                                         >>>>>>>>>>>>>>>> 4444444444444444
/correction/                                                                     ................ ................
/feedback/                                                                       ................ ................
/apply/status/correction-reply/                                                  0000000000000000 4444444444444444
# The desk: applications
/admin/applications/application/                                                 LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/act/<str:act>/                          LLLx...xxxxxxxx. LLLx...xxxxxxxx.
/admin/applications/application/<int:pk>/act/<str:act>/ @approve                 LLLxxx.xxxxxxxx. LLLxxx.xxxxxxxx.
/admin/applications/application/<int:pk>/act/<str:act>/ @confirm                 LLLx..xxxxxxxxx. LLLx..xxxxxxxxx.
/admin/applications/application/<int:pk>/case-file.pdf                           LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/deadline/                               LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/draft/                                  LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/draft/<int:file>/                       LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/extra-letter/                           LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/identity/<int:document>/                LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/identity/<int:document>/page/           LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/identity/<int:document>/ @of another case LLLx000xxxxxxx00 LLLx000xxxxxxx00
/admin/applications/application/<int:pk>/letters/<int:letter>/                   LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<int:pk>/letters/<int:letter>/service/           LLLxx.xxxxxxxxx. LLLxx.xxxxxxxxx.
/admin/applications/application/<int:pk>/material/<int:file>/                    LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/<path:object_id>/change/                         LLLx...xxxxxxx.. LLLx...xxxxxxxx.
/admin/applications/application/<path:object_id>/delete/                         LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/application/<path:object_id>/history/                        LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/add/                                             LLLx..xxxxxxxxx. LLLx..xxxxxxxxx.
/admin/applications/application/filters/                                         LLLx444xxxxxxx44 LLLx>>>xxxxxxx>>
/admin/applications/application/filters/<int:pk>/delete/                         LLLx444xxxxxxx44 LLLx0>0xxxxxxx00
/admin/applications/application/hand-over/                                       LLLx...xxxxxxxx. LLLx...xxxxxxxx.
/admin/applications/application/ledger-masked.xlsx                               LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/application/ledger.xlsx                                      LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/dispute/                                                     LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/dispute/<path:object_id>/change/                             LLLx...xxxxxxx.. LLLxx.xxxxxxxxx.
/admin/applications/dispute/<path:object_id>/delete/                             LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/dispute/<path:object_id>/history/                            LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/dispute/add/                                                 LLLxx.xxxxxxxxx. LLLxx.xxxxxxxxx.
/admin/applications/feedback/                                                    LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/feedback/<int:pk>/evidence/                                  LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/feedback/<path:object_id>/change/                            LLLx...xxxxxxx.. LLLx..xxxxxxxxx.
/admin/applications/feedback/<path:object_id>/delete/                            LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/feedback/<path:object_id>/history/                           LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/feedback/add/                                                LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/lettertemplate/                                              LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/lettertemplate/<int:pk>/own/                                 LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/lettertemplate/<path:object_id>/change/                      LLLx...xxxxxxx.. LLLxx.xxxxxxxxx.
/admin/applications/lettertemplate/<path:object_id>/delete/                      LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx>
/admin/applications/lettertemplate/<path:object_id>/history/                     LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/lettertemplate/add/                                          LLLxx.xxxxxxxxx. LLLxx.xxxxxxxxx.
/admin/applications/lettertemplate/standard/<str:code>/                          LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/notice/                                                      LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/notice/<path:object_id>/change/                              LLLx...xxxxxxx.. LLLxxxxxxxxxxxxx
/admin/applications/notice/<path:object_id>/delete/                              LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/notice/<path:object_id>/history/                             LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/notice/add/                                                  LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/service/                                                     LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/service/<int:pk>/proof/                                      LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/service/<path:object_id>/change/                             LLLx...xxxxxxx.. LLLxxxxxxxxxxxxx
/admin/applications/service/<path:object_id>/delete/                             LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/service/<path:object_id>/history/                            LLLx...xxxxxxx.. LLLx...xxxxxxx..
/admin/applications/service/add/                                                 LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/applications/service/<int:pk>/strike/                                     LLLxx.xxxxxxxxx. LLLxx.xxxxxxxxx.
/admin/applications/feedback/<int:pk>/reply/                                     LLLxx.xxxxxxxxx. LLLxx.xxxxxxxxx.
/admin/applications/feedback/<int:pk>/letter/                                    LLLx...xxxxxxx.. LLLx...xxxxxxx..
# The desk: catalogue
/admin/disclosure/category/                                                      LLLxxx.......... LLLxxx..........
/admin/disclosure/category/(disclosure_category_simple_history)                  LLLxxx.......... LLLxxx..........
/admin/disclosure/category/<path:object_id>/change/                              LLLxxx.......... LLLxxxx.xxxxxxx.
/admin/disclosure/category/<path:object_id>/delete/                              LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/disclosure/category/<path:object_id>/history/                             LLLxxx.......... LLLxxx..........
/admin/disclosure/category/add/                                                  LLLxxxx.xxxxxxx. LLLxxxx.xxxxxxx.
/admin/disclosure/gatestop/                                                      LLLxxx.......... LLLxxx..........
/admin/disclosure/gatestop/<int:pk>/release/                                     LLLxxx.xxxxxx.x. LLLxxx.xxxxxx.x.
/admin/disclosure/gatestop/<path:object_id>/change/                              LLLxxx.......... LLLxxxxxxxxxxxxx
/admin/disclosure/gatestop/<path:object_id>/delete/                              LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/disclosure/gatestop/<path:object_id>/history/                             LLLxxx.......... LLLxxx..........
/admin/disclosure/gatestop/add/                                                  LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/disclosure/item/                                                          LLLxxx.......... LLLxxx..........
/admin/disclosure/item/(disclosure_item_simple_history)                          LLLxxx.......... LLLxxx..........
/admin/disclosure/item/<int:pk>/files/<int:file>/                                LLLxxx.......... LLLxxx4444444444
/admin/disclosure/item/<int:pk>/gate/                                            LLLxxx.......... LLLxxx..........
/admin/disclosure/item/<int:pk>/review/                                          LLLxxx.......... LLLxxx..........
/admin/disclosure/item/<int:pk>/versions/                                        LLLxxx.......... LLLxxx..........
/admin/disclosure/item/<path:object_id>/change/                                  LLLxxx.......... LLLxxxx..xxxxxx.
/admin/disclosure/item/<path:object_id>/change/ @published                       LLLxxx.......... LLLxxxx.xxxxxxx.
/admin/disclosure/item/<path:object_id>/delete/                                  LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx>
/admin/disclosure/item/<path:object_id>/delete/ @published                       LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/disclosure/item/<path:object_id>/history/                                 LLLxxx.......... LLLxxx..........
/admin/disclosure/item/add/                                                      LLLxxxx..xxxxxx. LLLxxxx..xxxxxx.
/admin/disclosure/item/drop/                                                     LLLxxxx.xxxxxxx. LLLxxxx>xxxxxxx>
/admin/disclosure/item/export/                                                   LLLxxx.......... LLLxxx..........
/admin/disclosure/item/import/                                                   LLLxxxx..xxxxxx. LLLxxxx..xxxxxx.
/admin/disclosure/item/import/template.xlsx                                      LLLxxxx..xxxxxx. LLLxxxx..xxxxxx.
/admin/disclosure/item/league.xlsx                                               LLLxxx.......... LLLxxx..........
/admin/disclosure/item/league/                                                   LLLxxx.......... LLLxxx..........
/admin/disclosure/item/import/<int:bulk>/                                        LLLxxxx.0xxxxxx0 LLLxxxx>0xxxxxx0
/admin/disclosure/item/publish/                                                  LLLxxxx.xxxxxxx. LLLxxxx>xxxxxxx>
/admin/disclosure/item/reading-point.xlsx                                        LLLxxx.......... LLLxxx..........
/admin/disclosure/item/reading-point/                                            LLLxxx.......... LLLxxx..........
/admin/disclosure/item/reviews.xlsx                                              LLLxxx.......... LLLxxx4444444444
/admin/disclosure/item/withdraw/                                                 LLLxxxx.xxxxxxx. LLLxxxx.xxxxxxx.
# The desk: reports
/admin/reports/report/                                                           LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/reports/report/<int:pk>/amend/                                            LLLxxx..xxxxxx.. LLLxxxx.xxxxxxx.
/admin/reports/report/<int:pk>/beside/                                           LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/reports/report/<int:pk>/figures/                                          LLLxxx..xxxxxx.. LLLxxxxxxxxxxxxx
/admin/reports/report/<int:pk>/figures/ @draft                                   LLLxxx..xxxxxx.. LLLxxxx>xxxxxxx>
/admin/reports/report/<int:pk>/figures/<str:key>/                                LLLxxx.xxxxxxx.. LLLxxx.xxxxxxx..
/admin/reports/report/<int:pk>/findings/                                         LLLxxx..xxxxxx.. LLLxxxx.xxxxxxx.
/admin/reports/report/<int:pk>/publish/                                          LLLxxx..xxxxxx.. LLLxxxx>xxxxxxx>
/admin/reports/report/<int:pk>/publish/ @draft                                   LLLxxx..xxxxxx.. LLLxxxx>xxxxxxx>
/admin/reports/report/<int:pk>/versions/<int:number>/                            LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/reports/report/<path:object_id>/change/                                   LLLxxx..xxxxxx.. LLLxxxx.xxxxxxx.
/admin/reports/report/<path:object_id>/change/ @draft                            LLLxxx..xxxxxx.. LLLxxxx.xxxxxxx.
/admin/reports/report/<path:object_id>/delete/                                   LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/reports/report/<path:object_id>/delete/ @draft                            LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx>
/admin/reports/report/<path:object_id>/history/                                  LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/reports/report/add/                                                       LLLxxxx.xxxxxxx. LLLxxxx.xxxxxxx.
/admin/reports/report/quarters/                                                  LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/reports/report/start/                                                     LLLxxxx.xxxxxxx. LLLxxxx.xxxxxxx.
/admin/reports/report/<int:pk>/comments/                                         LLL4444444444444 LLLxxx>>xxxxxxx>
/admin/reports/report/<int:pk>/comments/<int:remark>/                            LLL4444444444444 LLLxxxx>xxxxxxx>
/admin/reports/report/<int:pk>/sign/                                             LLL4444444444444 LLLxxx>xxxxxxxx>
# The desk: bureau and calendar
/admin/liaocheng_gk/agency/                                                      LLLxxx>>xxxxxx>> LLLxxx>>xxxxxx>>
/admin/liaocheng_gk/agency/<path:object_id>/change/                              LLLxxx..xxxxxx.. LLLxxxx.xxxxxxx.
/admin/liaocheng_gk/agency/<path:object_id>/delete/                              LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/liaocheng_gk/agency/<path:object_id>/history/                             LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/liaocheng_gk/agency/add/                                                  LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/liaocheng_gk/auditentry/                                                  LLLxxxxxxxxxxx.. LLLxxxxxxxxxxx..
/admin/liaocheng_gk/auditentry/<path:object_id>/change/                          LLLxxxxxxxxxxx.. LLLxxxxxxxxxxxxx
/admin/liaocheng_gk/auditentry/<path:object_id>/delete/                          LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/liaocheng_gk/auditentry/<path:object_id>/history/                         LLLxxxxxxxxxxx.. LLLxxxxxxxxxxx..
/admin/liaocheng_gk/auditentry/add/                                              LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/liaocheng_gk/calendaryear/                                                LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/liaocheng_gk/calendaryear/<path:object_id>/change/                        LLLxxx..xxxxxx.. LLLxxxx.xxxxxxx.
/admin/liaocheng_gk/calendaryear/<path:object_id>/delete/                        LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/liaocheng_gk/calendaryear/<path:object_id>/history/                       LLLxxx..xxxxxx.. LLLxxx..xxxxxx..
/admin/liaocheng_gk/calendaryear/add/                                            LLLxxxx.xxxxxxx. LLLxxxx.xxxxxxx.
/admin/liaocheng_gk/calendaryear/import/                                         LLLxxxx.xxxxxxx. LLLxxxx.xxxxxxx.
# The desk: accounts
/admin/                                                                          LLL............. LLL.............
/admin/(any other)                                                               LLL0000000000000 LLL0000000000000
/admin/(app_list)                                                                LLL0...0000000.. LLL0...0000000..
/admin/auth/group/                                                               LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/group/<path:object_id>/change/                                       LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/group/<path:object_id>/delete/                                       LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx>
/admin/auth/group/<path:object_id>/history/                                      LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/group/add/                                                           LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/user/                                                                LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/user/<id>/password/                                                  LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/user/<path:object_id>/change/                                        LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/user/<path:object_id>/delete/                                        LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/auth/user/<path:object_id>/history/                                       LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/auth/user/add/                                                            LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/autocomplete/                                                             LLLx...xxxxxxx.. LLL4444444444444
/admin/jsi18n/                                                                   LLL............. LLL4444444444444
/admin/login/                                                                    ...>>>>>>>>>>>>> ................
/admin/logout/                                                                   >>>4444444444444 >>>.............
/admin/setup/                                                                    LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx4
/admin/liaocheng_gk/authenticator/                                               LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/liaocheng_gk/authenticator/<path:object_id>/change/                       LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxxx
/admin/liaocheng_gk/authenticator/<path:object_id>/delete/                       LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx>
/admin/liaocheng_gk/authenticator/<path:object_id>/history/                      LLLxxxxxxxxxxxx. LLLxxxxxxxxxxxx.
/admin/liaocheng_gk/authenticator/add/                                           LLLxxxxxxxxxxxxx LLLxxxxxxxxxxxxx
/admin/password_change/                                                          LLL............. LLL.............
/admin/password_change/done/                                                     LLL............. LLL4444444444444
/admin/password/                                                                 LLL............. LLL.............
/admin/second-factor/                                                            LLL.>........... LLL.>...........
/admin/second-factor/code/                                                       LLL>.>>>>>>>>>>> LLL>.>>>>>>>>>>>
"""

# Django's own short form of each change page: whoever is logged in is sent to the page itself, which then decides.
SHORT_FORM = "/<path:object_id>/"
SHORT_FORM_ANSWERS = "LLL>>>>>>>>>>>>>"


def rows() -> dict[str, tuple[str, str]]:
    """Address -> the answers to GET and to POST, a sign a visitor."""
    lines = [line for line in TABLE.splitlines() if line and not line.startswith("#")]
    found = {}
    for line in lines:
        address, get, post = line.rsplit(maxsplit=2)
        found[address.strip()] = (get, post)
    assert len(found) == len(lines), "an address stands in the table twice"
    return found
